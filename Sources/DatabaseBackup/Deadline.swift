/// Runs an operation and cancels it when a limit passes.
enum Deadline {
    private enum Event<Value: Sendable>: Sendable {
        case ended(Result<Value, any Error>)
        case expired
        case stopped
    }

    /// - Parameters:
    ///   - limit: how long the operation may take.
    ///   - what: names the operation in the message.
    /// - Throws: what the operation throws; `BackupError` `timeout` instead of `cancelled` when the limit passed.
    static func run<Value: Sendable>(
        within limit: Duration, what: String, _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Event<Value>.self) { group in
            group.addTask {
                do { return .ended(.success(try await operation())) } catch { return .ended(.failure(error)) }
            }
            group.addTask {
                do { try await Task.sleep(for: limit) } catch { return .stopped }
                return .expired
            }
            var expired = false
            for try await event in group {
                switch event {
                case .expired:
                    expired = true
                    group.cancelAll()
                case .stopped:
                    continue
                case .ended(.success(let value)):
                    group.cancelAll()
                    return value
                case .ended(.failure(let error)):
                    group.cancelAll()
                    throw expired ? timeout(instead: error, limit: limit, what: what) : error
                }
            }
            throw CancellationError()
        }
    }

    private static func timeout(instead error: any Error, limit: Duration, what: String) -> any Error {
        let wrapped = BackupError.wrapping(error, stage: .dump)
        guard wrapped.code == .cancelled else { return wrapped }
        return BackupError(
            .timeout, stage: wrapped.stage, "\(what) took longer than \(limit) and was stopped",
            hint: "raise the total limit")
    }
}

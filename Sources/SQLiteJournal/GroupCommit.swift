import Journal

/// Puts what many callers append while a commit is under way into the next one: one sync for all, no timers.
actor GroupCommit {
    struct Entry: Sendable {
        let events: [EventRecord]
        let lease: RunLease
    }

    struct Waiter {
        let entry: Entry
        fileprivate let continuation: CheckedContinuation<Void, any Error>
    }

    private let commit: @Sendable ([Entry]) async throws -> [JournalError?]
    private(set) var waiting: [Waiter] = []
    private var isCommitting = false

    /// - Parameter commit: commits a batch; gives an error for each entry that was rejected on its own.
    init(commit: @escaping @Sendable ([Entry]) async throws -> [JournalError?]) { self.commit = commit }

    func append(_ events: [EventRecord], under lease: RunLease) async throws {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append(Waiter(entry: Entry(events: events, lease: lease), continuation: continuation))
            if !isCommitting {
                isCommitting = true
                Task { await drain() }
            }
        }
    }

    /// One drains at a time: between the look at an empty queue and the end of draining nothing is awaited.
    private func drain() async {
        while !waiting.isEmpty {
            let batch = waiting
            waiting = []
            do {
                let rejections = try await commit(batch.map(\.entry))
                for (waiter, rejection) in zip(batch, rejections) {
                    if let rejection {
                        waiter.continuation.resume(throwing: rejection)
                    } else {
                        waiter.continuation.resume()
                    }
                }
            } catch {
                for waiter in batch { waiter.continuation.resume(throwing: error) }
            }
        }
        isCommitting = false
    }
}

internal import Foundation
internal import Synchronization

/// What a machine says of itself.
public struct MachineFacts: Hashable, Sendable {
    /// How long a question and its answer take.
    public let latency: Duration
    /// By how many seconds its clock is ahead of this machine's; what is below one second cannot be told.
    public let clockSkew: Double
    /// The free bytes of the disk that the user's home folder is on.
    public let diskFree: Int64?
    /// All bytes of that disk.
    public let diskSize: Int64?
}

extension SSHMachine {
    /// Asks the machine how it is.
    /// - Throws: `MachineError`.
    public func facts() async throws -> MachineFacts {
        try await connect()
        let printed = Mutex<[UInt8]>([])
        let begin = ContinuousClock.now
        let before = Date().timeIntervalSince1970
        _ = try await shell.said("date +%s; end done", doing: "its clock cannot be read") { bytes in
            printed.withLock { $0 += bytes }
        }
        let latency = ContinuousClock.now - begin
        let after = Date().timeIntervalSince1970
        let clock = Double(String(decoding: printed.withLock { $0 }, as: UTF8.self).filter(\.isNumber)) ?? before
        printed.withLock { $0 = [] }
        _ = try await shell.said("df -Pk \"${HOME:-/}\" | tail -n 1; end done", doing: "its disk cannot be looked at") {
            bytes in
            printed.withLock { $0 += bytes }
        }
        let words = String(decoding: printed.withLock { $0 }, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let numbers = words.dropFirst().prefix(3).compactMap { Int64($0)?.multipliedReportingOverflow(by: 1024) }
        let sizes = numbers.count == 3 && numbers.allSatisfy { !$0.overflow } ? numbers.map(\.partialValue) : []
        // Its clock tells whole seconds, so that within one second both may be the same.
        let skew = clock > after ? clock - after : clock + 1 < before ? clock + 1 - before : 0
        return MachineFacts(
            latency: latency, clockSkew: skew, diskFree: sizes.last, diskSize: sizes.first)
    }
}

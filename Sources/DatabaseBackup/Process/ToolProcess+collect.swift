import Synchronization

extension ToolProcess {
    /// Runs a tool whose whole output is small.
    /// - Parameter limit: bytes of standard output that are kept; the rest is dropped.
    func collect(limit: Int = 1 << 20) async throws -> (result: ToolResult, output: [UInt8]) {
        let output = CollectedOutput()
        let result = try await run { output.append($0, limit: limit) }
        return (result, output.bytes)
    }
}

private final class CollectedOutput: Sendable {
    private let state = Mutex<[UInt8]>([])

    var bytes: [UInt8] { state.withLock { $0 } }

    func append(_ bytes: UnsafeRawBufferPointer, limit: Int) {
        state.withLock { $0.append(contentsOf: bytes.prefix(max(0, limit - $0.count))) }
    }
}

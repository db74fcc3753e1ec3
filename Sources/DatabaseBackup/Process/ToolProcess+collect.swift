extension ToolProcess {
    /// Runs a tool whose whole output is small.
    /// - Parameter limit: bytes of standard output that are kept; the rest is dropped.
    func collect(limit: Int = 1 << 20) async throws -> (result: ToolResult, output: [UInt8]) {
        var output: [UInt8] = []
        let result = try await run { bytes in
            output.append(contentsOf: bytes.prefix(max(0, limit - output.count)))
        }
        return (result, output)
    }
}

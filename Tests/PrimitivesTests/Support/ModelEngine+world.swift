import Testing

extension ModelEngine {
    /// Runs a test against an engine in memory that answers at a port.
    static func with(_ body: @escaping @Sendable (ModelEngine, _ url: String) async throws -> Void) async throws {
        let engine = ModelEngine()
        try await WebServer.with { request, _ in
            engine.answer(request)
        } _: { _, port in
            try await body(engine, "tcp://127.0.0.1:\(port)")
        }
    }
}

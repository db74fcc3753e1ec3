/// A way to an engine that is made before the engine is dialled, and made anew when it has broken.
public struct EngineRoute: Sendable {
    /// Makes the way, or mends it, and gives the path of the socket here at which the engine then answers.
    public let open: @Sendable () async throws -> String

    /// Describes a way.
    public init(open: @escaping @Sendable () async throws -> String) { self.open = open }
}

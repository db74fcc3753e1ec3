/// Something wrong with a source: where, what, and the other places that explain it.
public struct SyntaxDiagnostic: Hashable, Sendable, Error {
    /// Another place that belongs to the message, such as the bracket that was never closed.
    public struct Related: Hashable, Sendable {
        /// The place.
        public let span: SourceSpan

        /// What is to be seen there.
        public let message: String

        /// Makes a related place.
        /// - Parameters:
        ///   - span: The place.
        ///   - message: What is to be seen there.
        public init(span: SourceSpan, message: String) {
            self.span = span
            self.message = message
        }
    }

    /// The bytes at fault.
    public let span: SourceSpan

    /// What is wrong, in the words of Lua's own compiler where it has such an error.
    public let message: String

    /// Other places that explain the error.
    public let related: [Related]

    /// Makes a diagnostic.
    /// - Parameters:
    ///   - span: The bytes at fault.
    ///   - message: What is wrong.
    ///   - related: Other places that explain it.
    public init(span: SourceSpan, message: String, related: [Related] = []) {
        self.span = span
        self.message = message
        self.related = related
    }

    /// The message with its place, as `file:line:column: message`.
    /// - Parameter source: The source the span belongs to.
    public func description(in source: LuaSource) -> String {
        let position = source.position(at: span.start)
        return "\(source.name):\(position.line):\(position.column): \(message)"
    }
}

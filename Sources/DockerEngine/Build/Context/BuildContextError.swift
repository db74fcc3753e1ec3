/// Why a directory cannot be sent as a build context.
public struct BuildContextError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The context's directory does not exist, or is not a directory.
        case directoryMissing
        /// The Dockerfile is not there.
        case dockerfileMissing
        /// The Dockerfile cannot be built by the engine's builder.
        case dockerfileUnsupported
        /// A line of `.dockerignore` is no pattern.
        case invalidIgnorePattern
        /// A file cannot be opened or read.
        case unreadable
        /// A file became shorter while it was being sent.
        case fileChanged
    }

    /// What kind of failure this is.
    public var code: Code
    /// The file at fault.
    public var path: String
    /// A sentence that says what is wrong.
    public var message: String
    /// What to do, where that is known.
    public var advice: String?

    /// Creates an error; see the properties for their meaning.
    public init(_ code: Code, path: String, message: String, advice: String? = nil) {
        self.code = code
        self.path = path
        self.message = message
        self.advice = advice
    }

    /// One line for people.
    public var description: String { "build context: \(path): \(message)" + (advice.map { "; \($0)" } ?? "") }
}

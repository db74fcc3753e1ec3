/// Why docker's stored credentials cannot be used.
public struct RegistryAuthenticationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// Docker's configuration file cannot be read or is not valid.
        case configurationUnreadable
        /// The credential helper is not installed.
        case helperMissing
        /// The credential helper failed.
        case helperFailed
    }

    /// What kind of failure this is.
    public var code: Code
    /// A sentence that names the file or helper, and says what to do.
    public var message: String

    /// Makes an error.
    /// - Parameters:
    ///   - code: the kind of failure.
    ///   - message: a sentence that names the file or helper, and says what to do.
    public init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    /// One line for people.
    public var description: String { message }
}

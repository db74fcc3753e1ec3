/// Something a registry rejected, or that kept us from talking to it.
public struct RegistryError: Error, Sendable, Hashable {
    /// What kind of failure this is; callers decide by it, people read the message.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The registry wants credentials, or does not accept ours (401).
        case unauthorized
        /// Our credentials do not allow this (403).
        case forbidden
        /// There is no such thing, or nobody may know (404).
        case notFound
        /// The registry is asked too often (429).
        case tooManyRequests
        /// The registry rejected for another reason (other 4xx).
        case rejected
        /// The registry failed (5xx).
        case registryFailed
        /// No connection can be made.
        case unreachable
        /// The registry's certificate is missing, expired or not trusted.
        case tlsFailed
        /// The registry did not answer in time.
        case timedOut
        /// The connection ended before the answer was whole.
        case connectionLost
        /// The answer is not one to this question.
        case invalidAnswer
        /// Content does not hash to its digest.
        case damaged
        /// Content is larger than is accepted.
        case tooLarge
    }

    /// What kind of failure this is.
    public var code: Code
    /// What was being done, to complete “cannot …”: `list the tags of acme/slack`.
    public var operation: String
    /// What went wrong and what to do.
    public var message: String
    /// The HTTP status of the answer, when there was one.
    public var status: Int?
    /// The registry, host and port.
    public var registry: String
    /// Whether TLS failed because the other side does not speak it.
    var isNoTLS = false

    /// Creates an error; see the properties for their meaning.
    public init(_ code: Code, operation: String, message: String, status: Int? = nil, registry: String) {
        self.code = code
        self.operation = operation
        self.message = message
        self.status = status
        self.registry = registry
    }
}

extension RegistryError: CustomStringConvertible {
    /// One line for people: what could not be done, where, and why.
    public var description: String { "cannot \(operation) at \(registry): \(message)" }
}

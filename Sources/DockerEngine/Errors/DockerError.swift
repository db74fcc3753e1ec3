/// Something the Docker Engine rejected, or that kept us from talking to it.
public struct DockerError: Error, Sendable, Hashable {
    /// What kind of failure this is; callers decide by it, people read the message.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The endpoint's URL cannot be understood.
        case invalidEndpoint
        /// The endpoint is behind something that this client was given no way through.
        case unsupportedTransport
        /// The way to the engine's machine cannot be made, and will not be until somebody does something.
        case routeFailed
        /// The chosen docker context does not exist or cannot be read.
        case contextUnreadable
        /// There is no socket at the endpoint's path.
        case socketMissing
        /// The socket exists, but we may not open it.
        case permissionDenied
        /// Nobody listens at the endpoint.
        case connectionRefused
        /// The connection could not be made for another reason (name unknown, network unreachable, …).
        case connectionFailed
        /// The TLS handshake failed: certificates are missing, expired or not trusted.
        case tlsFailed
        /// The engine did not answer in time.
        case timedOut
        /// The connection ended before the engine said how the operation ended: its outcome is unknown.
        case streamCut
        /// The engine answered with something that is no answer to the request.
        case invalidResponse
        /// The engine and this client speak no common API version.
        case apiVersionUnsupported
        /// The request itself is wrong (400).
        case badRequest
        /// Credentials for a registry are missing, wrong, or do not allow this.
        case unauthorized
        /// The object does not exist (404).
        case notFound
        /// The image to run or push does not exist on this engine.
        case imageNotFound
        /// The object's state does not allow this now (409).
        case conflict
        /// A container of that name exists already.
        case nameInUse
        /// A host port of the container is taken.
        case portInUse
        /// The container's command cannot be started (not found, or not executable).
        case commandNotStartable
        /// The engine failed (5xx).
        case engineFailed
        /// A build ran and failed.
        case buildFailed
        /// The Dockerfile has a syntax error.
        case dockerfileInvalid
        /// A push ran and failed.
        case pushFailed
        /// A pull ran and failed.
        case pullFailed
    }

    /// What kind of failure this is.
    public var code: Code
    /// What was being done, to complete "cannot …": `start container "web"`.
    public var operation: String
    /// The daemon's own words, or ours where it never answered; a sentence that says what to do if we know.
    public var message: String
    /// The HTTP status of the daemon's answer, when there was one.
    public var status: Int?
    /// The endpoint spoken to, without credentials.
    public var endpoint: String?
    /// What to do, where whoever made the way to the engine knows it.
    public var advice: String?

    /// Creates an error; see the properties for their meaning.
    public init(
        _ code: Code, operation: String, message: String, status: Int? = nil, endpoint: String? = nil,
        advice: String? = nil
    ) {
        self.code = code
        self.operation = operation
        self.message = message
        self.status = status
        self.endpoint = endpoint
        self.advice = advice
    }
}

extension DockerError: CustomStringConvertible {
    /// One line for people: what could not be done, where, and why.
    public var description: String {
        let place = endpoint.map { " at \($0)" } ?? ""
        return "cannot \(operation)\(place): \(message)"
    }
}

import NIOHTTP1

/// One request to a registry, before it has credentials.
struct RegistryRequest: Sendable {
    /// What the answer may be used for; tokens are made for the one or the other.
    enum Access: String, Sendable, Hashable {
        case pull
        case push = "pull,push"
    }

    var method: HTTPMethod
    var url: RegistryURL
    var access: Access
    var headers: HTTPHeaders = [:]
    var body: [UInt8]?
    /// What is being done, to complete “cannot …” in errors.
    var operation: String
    /// Bytes the answer may have.
    var answerLimit = 4 << 20
    /// Whether asking twice does no more than asking once.
    var isRepeatable: Bool
    /// Failure statuses that the caller understands as answers.
    var expectedFailures: Set<Int> = []

    init(_ method: HTTPMethod, _ url: RegistryURL, access: Access = .pull, operation: String) {
        self.method = method
        self.url = url
        self.access = access
        self.operation = operation
        isRepeatable = method == .GET || method == .HEAD
    }
}

/// A registry's answer, whole.
struct RegistryAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
    /// Where it came from, after redirections.
    var url: RegistryURL

    var isSuccess: Bool { (200..<300).contains(status) }
    /// Whether a server that speaks TLS was asked without: the words of Go's and nginx's.
    var isMeantForTLS: Bool {
        guard status == 400, body.count < 4096 else { return false }
        let text = String(decoding: body, as: UTF8.self)
        return text.contains("HTTP request to an HTTPS server") || text.contains("HTTP request was sent to HTTPS port")
    }
    /// Whether the same question may have a better answer a little later.
    var isPassingFailure: Bool { status == 429 || [500, 502, 503, 504].contains(status) }
}

import AsyncHTTPClient

/// One message of a build, push or pull; which fields are there depends on what it reports.
struct TransferMessage: Decodable, Sendable {
    struct Progress: Decodable, Sendable {
        var current: Int64?
        var total: Int64?
    }
    struct Failure: Decodable, Sendable {
        var message: String?
    }
    struct Auxiliary: Decodable, Sendable {
        var id: String?
        var digest: String?
        var size: Int64?

        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case digest = "Digest"
            case size = "Size"
        }
    }

    var stream: String?
    var status: String?
    var id: String?
    var progressDetail: Progress?
    var aux: Auxiliary?
    var errorDetail: Failure?
    var error: String?

    /// The engine's words for what went wrong, if this message ends the operation with a failure.
    var failure: String? {
        guard errorDetail != nil || error != nil else { return nil }
        let words = [errorDetail?.message, error].compactMap(\.self).first { !$0.allSatisfy(\.isWhitespace) }
        return words ?? "the engine gave no reason"
    }

    /// The digest that a push ends with where no `aux` message has it: `TAG: digest: sha256:… size: N`, as Podman and
    /// docker's containerd image store say it.
    var pushed: (digest: String, size: Int64?)? {
        guard let match = status?.wholeMatch(of: /.*: digest: (sha256:[0-9a-f]{64})(?: size: ([0-9]+))?\s*/) else {
            return nil
        }
        return (String(match.1), match.2.flatMap { Int64($0) })
    }

    private enum CodingKeys: String, CodingKey {
        case stream, status, id, progressDetail, aux, errorDetail, error
    }

    /// Reads a message. What is there for somebody else is skipped: `aux` holds whatever an engine likes.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        stream = try container.decodeIfPresent(String.self, forKey: .stream)
        status = try container.decodeIfPresent(String.self, forKey: .status)
        id = try container.decodeIfPresent(String.self, forKey: .id)
        progressDetail = try? container.decodeIfPresent(Progress.self, forKey: .progressDetail)
        aux = try? container.decodeIfPresent(Auxiliary.self, forKey: .aux)
        errorDetail = try container.decodeIfPresent(Failure.self, forKey: .errorDetail)
        error = try container.decodeIfPresent(String.self, forKey: .error)
    }
}

extension DockerEngine {
    /// Sends a request whose answer is a stream of messages.
    func messages(_ request: EngineRequest) async throws -> JSONMessages<TransferMessage> {
        let response = try await connection.send(request)
        return JSONMessages(body: response.body, operation: request.operation, endpoint: endpoint)
    }

    /// The error for a failure that a message reports.
    func error(_ code: DockerError.Code, _ message: String, _ request: EngineRequest) -> DockerError {
        DockerError(code, operation: request.operation, message: message, endpoint: endpoint.description)
    }

    /// The error for a stream that ended without saying how the operation did.
    func unfinished(_ request: EngineRequest) -> DockerError {
        error(.streamCut, "the engine stopped answering before it said how it ended", request)
    }
}

import Foundation
import NIOCore

extension DockerError {
    /// The error for an answer with a failure status.
    ///
    /// The daemon gives every kind of failure as a status and a sentence; where callers must distinguish cases
    /// that share a status, the sentence is what there is to go by.
    static func response(status: Int, body: ByteBuffer, operation: String, endpoint: DockerEndpoint) -> DockerError {
        let message = daemonMessage(body) ?? "the engine answered with status \(status) and no explanation"
        if status == 400, message.contains("HTTP request to an HTTPS server") {
            return DockerError(
                .tlsFailed, operation: operation,
                message:
                    "this port speaks TLS; set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to where its certificates are",
                status: status, endpoint: endpoint.description)
        }
        return DockerError(
            code(status: status, message: message), operation: operation, message: message, status: status,
            endpoint: endpoint.description)
    }

    private struct Answer: Decodable {
        var message: String
    }

    private static func daemonMessage(_ body: ByteBuffer) -> String? {
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
        let text = (answer?.message ?? String(buffer: body)).trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }

    private static func code(status: Int, message: String) -> Code {
        let text = message.lowercased()
        if let code = code(by: text) { return code }
        switch status {
        case 400: return .badRequest
        case 401, 403: return .unauthorized
        case 404: return .notFound
        case 409: return .conflict
        case 500...: return .engineFailed
        default: return .invalidResponse
        }
    }

    private static let portPhrases = [
        "port is already allocated", "address already in use", "ports are not available",
    ]
    private static let commandPhrases = [
        "executable file not found", "exec format error", "no such file or directory: unknown",
        "permission denied: unknown", "is a directory: unknown",
    ]

    /// The kind of failure by what the daemon says, in lower case; nil when that does not tell.
    static func code(by text: String) -> Code? {
        func says(_ phrases: [String]) -> Bool { phrases.contains(where: text.contains) }
        if says(portPhrases) { return .portInUse }
        // A mount whose source is missing fails in like words, but not in the name of a program.
        if text.contains("exec: \""), says(commandPhrases) { return .commandNotStartable }
        if text.contains("is already in use by container") { return .nameInUse }
        if says(["no such image", "an image does not exist locally with the tag"]) { return .imageNotFound }
        // Podman answers so with a status of its own, where the container goes while it is requested.
        if says(["no such container", "does not exist in database"]) { return .notFound }
        if says(["dockerfile parse error", "unknown instruction"]) { return .dockerfileInvalid }
        if says(["unauthorized", "authentication required", "no basic auth credentials"]) { return .unauthorized }
        if says(["client version", "minimum supported api version"]), text.contains("is too") {
            return .apiVersionUnsupported
        }
        return nil
    }
}

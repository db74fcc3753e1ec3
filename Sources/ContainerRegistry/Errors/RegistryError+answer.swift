import Foundation
import NIOHTTP1
import TextSafety

/// Who asks a registry, as far as errors may say it.
enum Asker: Sendable, Hashable {
    case nobody
    /// Nobody, because the stored log-in cannot be read.
    case unknown(RegistryAuthenticationError)
    case user(String)

    init(_ login: StoredLogin) {
        self = login.credentials.map { .user($0.username) } ?? login.problem.map { .unknown($0) } ?? .nobody
    }
}

extension RegistryError {
    /// The error for an answer with a failure status.
    static func answer(
        _ answer: RegistryAnswer, to request: RegistryRequest, registry: String, asker: Asker
    ) -> RegistryError {
        let words = words(of: answer.body).map { SafeText.line($0) }
        let code = code(status: answer.status)
        let reason = words.map { " (\(answer.status): \($0))" } ?? " (status \(answer.status))"
        return RegistryError(
            code, operation: request.operation,
            message: sentence(code, reason: reason, answer: answer, registry: registry, asker: asker),
            status: answer.status, registry: registry)
    }

    private static func code(status: Int) -> Code {
        switch status {
        case 401: .unauthorized
        case 403: .forbidden
        case 404: .notFound
        case 429: .tooManyRequests
        case 500...: .registryFailed
        case 400..<500: .rejected
        default: .invalidAnswer
        }
    }

    private static func sentence(
        _ code: Code, reason: String, answer: RegistryAnswer, registry: String, asker: Asker
    ) -> String {
        switch (code, asker) {
        case (.unauthorized, .unknown(let problem)), (.forbidden, .unknown(let problem)):
            return "it wants to know who asks\(reason), and the stored log-in cannot be read: \(problem.message)"
        case (.unauthorized, .nobody):
            return "it wants to know who asks\(reason); log in with “docker login \(registry)”"
        case (.unauthorized, .user(let name)):
            let whose = name.isEmpty ? "the stored token" : "the stored password of \(SafeText.line(name))"
            return "it does not accept \(whose)\(reason); log in again with “docker login \(registry)”"
        case (.forbidden, .nobody):
            return "it does not allow this to everybody\(reason); log in with “docker login \(registry)”"
        case (.forbidden, .user(let name)):
            let who = name.isEmpty ? "the stored token" : SafeText.line(name)
            return "it does not allow this to \(who)\(reason); ask the repository's owner for access"
        case (.notFound, .nobody), (.notFound, .unknown):
            return "it has no such thing, or shows it only to those it knows\(reason); check the name, or log in with "
                + "“docker login \(registry)”"
        case (.notFound, .user):
            return "it has no such thing, or does not show it to this user\(reason); check the name"
        case (.tooManyRequests, _):
            let wait = answer.headers.first(name: "Retry-After").flatMap { RetryAfter.delay($0) }
            let advice = wait.map { "try again in \($0.components.seconds) seconds" } ?? "try again later"
            return "it is asked too often\(reason); \(advice)"
        case (.registryFailed, _):
            return "the registry failed\(reason); try again later, or look into its log"
        case (.rejected, _):
            return "the registry rejected\(reason)"
        default:
            return "the registry gave an answer that does not belong to this question\(reason)"
        }
    }

    private struct Answer: Decodable {
        struct Failure: Decodable {
            var code: String?
            var message: String?
        }
        var errors: [Failure]?
        /// Token servers say it this way.
        var details: String?
        var message: String?
    }

    /// What the registry itself says: `CODE: message`, or the first line of what is no JSON.
    private static func words(of body: [UInt8]) -> String? {
        if let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)) {
            let failure = answer.errors?.first
            let words = [failure?.code, failure?.message ?? answer.details ?? answer.message].compactMap { $0 }.filter {
                !$0.allSatisfy(\.isWhitespace)
            }
            return words.isEmpty ? nil : words.joined(separator: ": ")
        }
        let text = String(decoding: body.prefix(2048), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        // Proxies answer with pages; nobody wants to read one here.
        return text.isEmpty || text.hasPrefix("<") ? nil : text
    }
}

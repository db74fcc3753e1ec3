import Foundation
import Processes
import TextSafety

/// A program `docker-credential-NAME`, docker's way to keep passwords out of files.
/// https://github.com/docker/docker-credential-helpers#development
struct CredentialHelper: Sendable {
    var name: String
    var environment: [String: String]

    private static let answerLimit = 1 << 20

    private struct Answer: Decodable {
        var username: String
        var secret: String

        enum CodingKeys: String, CodingKey {
            case username = "Username"
            case secret = "Secret"
        }
    }

    /// Requests the credentials of a registry; nil when the helper has none.
    /// - Throws: `RegistryAuthenticationError`; it never quotes what the helper printed on success.
    func credentials(for server: String) async throws -> RegistryCredentials? {
        let outcome = try await ask("get", about: server)
        guard outcome.succeeded else {
            // The protocol: failures are written to standard output, and this sentence means “none stored”.
            if outcome.words.contains("credentials not found") { return nil }
            throw failure(.helperFailed, "\(program) failed for \(server): \(outcome.words)")
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: outcome.output) else {
            throw failure(.helperFailed, "\(program) answered for \(server) with something that is not credentials")
        }
        // By convention this user name says that the secret is an identity token.
        if answer.username == "<token>" {
            return RegistryCredentials(identityToken: answer.secret, server: server)
        }
        return RegistryCredentials(username: answer.username, password: answer.secret, server: server)
    }

    /// The registries the helper has credentials for.
    /// - Throws: `RegistryAuthenticationError`.
    func servers() async throws -> [String] {
        let outcome = try await ask("list", about: nil)
        guard outcome.succeeded else { throw failure(.helperFailed, "\(program) failed: \(outcome.words)") }
        guard let users = try? JSONDecoder().decode([String: String].self, from: outcome.output) else {
            throw failure(.helperFailed, "\(program) answered with something that is not a list")
        }
        return Array(users.keys)
    }

    private struct Outcome {
        var succeeded: Bool
        var output: Data
        /// What it printed, for messages about failures.
        var words: String
    }

    private var program: String { "docker-credential-\(name)" }

    private func ask(_ verb: String, about server: String?) async throws -> Outcome {
        // Names are parts of names of programs.
        guard !name.contains("/") else {
            throw failure(
                .helperMissing, "docker's configuration names a credential helper “\(name)”, which is no name")
        }
        let outcome: ProgramRun.Outcome
        do {
            // It may ask on the terminal, and one that answers without reading is no failure.
            outcome = try await ProgramRun(
                try Program(
                    named: program, arguments: [verb], environment: environment, input: Array((server ?? "").utf8),
                    placement: .foreground)
            ).collect(limit: Self.answerLimit)
        } catch ProgramError.notFound {
            throw failure(
                .helperMissing,
                "docker's configuration wants the credential helper \(program), which is not on PATH; install it, or "
                    + "remove it from credsStore or credHelpers")
        } catch let error as ProgramError {
            throw failure(.helperFailed, "\(program) cannot be run (\(SafeText.line("\(error)")))")
        }
        let said = String(decoding: outcome.output, as: UTF8.self) + outcome.errors
        return Outcome(
            succeeded: outcome.ending.isSuccess, output: Data(outcome.output), words: SafeText.line(said, limit: 500))
    }

    private func failure(_ code: RegistryAuthenticationError.Code, _ message: String) -> RegistryAuthenticationError {
        RegistryAuthenticationError(code: code, message: message)
    }
}

import Foundation
import Subprocess

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

    /// Asks for the credentials of a registry; nil when the helper has none.
    /// - Throws: `RegistryAuthenticationError`; it never quotes what the helper printed on success.
    func credentials(for server: String) async throws -> RegistryCredentials? {
        let program = "docker-credential-\(name)"
        let variables = Dictionary(
            uniqueKeysWithValues: environment.compactMap { key, value in
                Subprocess.Environment.Key(rawValue: key).map { ($0, value) }
            })
        try checkInstalled(program)
        // A helper that ends without reading would end us too. NIO does the same with its first socket.
        _ = signal(SIGPIPE, SIG_IGN)
        let outcome: ExecutionResult<Void, BytesOutput, BytesOutput>
        do {
            outcome = try await run(
                .name(program), arguments: ["get"], environment: .custom(variables),
                input: .inputWriter, output: .bytes(limit: Self.answerLimit), error: .bytes(limit: Self.answerLimit)
            ) { execution in
                // One that answers without reading is no failure.
                _ = try? await execution.standardInputWriter.write(server)
                try? await execution.standardInputWriter.finish()
            }
        } catch let error as SubprocessError {
            throw failure(.helperFailed, "\(program) cannot be run (\(error))")
        }
        guard outcome.terminationStatus.isSuccess else {
            // The protocol: failures are told on standard output, and this sentence means “none stored”.
            let text = String(decoding: outcome.standardOutput + outcome.standardError, as: UTF8.self)
            if text.contains("credentials not found") { return nil }
            let told = text.trimmingCharacters(in: .whitespacesAndNewlines).prefix(500)
            throw failure(.helperFailed, "\(program) failed for \(server): \(told)")
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(outcome.standardOutput)) else {
            throw failure(.helperFailed, "\(program) answered for \(server) with something that is not credentials")
        }
        // By convention this user name says that the secret is an identity token.
        if answer.username == "<token>" {
            return RegistryCredentials(identityToken: answer.secret, server: server)
        }
        return RegistryCredentials(username: answer.username, password: answer.secret, server: server)
    }

    private func checkInstalled(_ program: String) throws(RegistryAuthenticationError) {
        let directories = (environment["PATH"] ?? "").split(separator: ":")
        if directories.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }) { return }
        throw failure(
            .helperMissing,
            "docker's configuration wants the credential helper \(program), which is not on PATH; install it, or remove "
                + "it from credsStore or credHelpers")
    }

    private func failure(_ code: RegistryAuthenticationError.Code, _ message: String) -> RegistryAuthenticationError {
        RegistryAuthenticationError(code: code, message: message)
    }
}

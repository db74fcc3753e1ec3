public import DockerEngine
import Foundation
import Subprocess

/// A container registry (Debian's `docker-registry`) on a free loopback port, which engines trust without TLS.
public struct RegistryFixture: Sendable {
    /// Host and port, as in image names.
    public let address: String

    /// The only user of a registry that wants to know who comes.
    public static let username = "tester"
    /// That user's password.
    public static let password = "correct-horse"
    /// The password's bcrypt hash, as htpasswd files have it.
    private static let passwordHash = "$2b$05$abcdefghijklmnopqrstuuZ0Fx87Pb/Aqb0E90lfvCwzXnaFKUHpS"

    /// Why there is no registry.
    public struct Failure: Error, CustomStringConvertible {
        /// What went wrong.
        public let description: String
    }

    /// Credentials the registry accepts.
    public var credentials: RegistryCredentials {
        RegistryCredentials(username: Self.username, password: Self.password, server: address)
    }

    /// The name of an image in this registry.
    public func reference(_ name: String) throws -> ImageReference {
        try ImageReference("\(address)/\(name)")
    }

    /// Runs a test with an empty registry, and stops the registry afterwards.
    /// - Parameters:
    ///   - requiresLogin: whether the registry serves only its user.
    ///   - certificate: the files of certificate and key of a registry that speaks TLS.
    public static func with<Result: Sendable>(
        requiresLogin: Bool = false, certificate: (certificate: String, key: String)? = nil,
        _ body: @Sendable @escaping (RegistryFixture) async throws -> Result
    ) async throws -> Result {
        try await TemporaryDirectory.with { directory in
            try directory.write("passwords", "\(username):\(passwordHash)\n")
            try directory.write(
                "config.yml", configuration(in: directory, requiresLogin: requiresLogin, certificate))
            var options = PlatformOptions()
            options.teardownSequence = teardown
            let outcome = try await run(
                .name("docker-registry"), arguments: ["serve", directory.appending("config.yml")],
                platformOptions: options, input: .none, output: .discarded, error: .sequence
            ) { execution in
                try await serving(execution, body)
            }
            return outcome.closureResult
        }
    }

    /// Runs the test once the registry listens, and ends the registry. Its log is read all the time, because a full
    /// pipe would stop it.
    private static func serving<Result: Sendable>(
        _ execution: Execution<NoInput, DiscardedOutput, SequenceOutput>,
        _ body: @Sendable @escaping (RegistryFixture) async throws -> Result
    ) async throws -> Result {
        let (addresses, found) = AsyncStream.makeStream(of: String.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { found.finish() }
                for try await line in execution.standardError.strings() {
                    if let address = listeningAddress(line) { found.yield(address) }
                }
            }
            var iterator = addresses.makeAsyncIterator()
            do {
                guard let address = await iterator.next() else {
                    throw Failure(description: "docker-registry ended before it listened")
                }
                let result = try await body(RegistryFixture(address: address))
                await execution.teardown(using: teardown)
                return result
            } catch {
                await execution.teardown(using: teardown)
                throw error
            }
        }
    }

    private static let teardown: [TeardownStep] = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]

    private static func listeningAddress(_ line: String) -> String? {
        guard let start = line.firstRange(of: "listening on ")?.upperBound else { return nil }
        return String(line[start...].prefix { $0 != "\"" && !$0.isWhitespace && $0 != "," })
    }

    private static func configuration(
        in directory: TemporaryDirectory, requiresLogin: Bool, _ certificate: (certificate: String, key: String)?
    ) -> String {
        let tls = certificate.map { ", tls: {certificate: \"\($0.certificate)\", key: \"\($0.key)\"}" } ?? ""
        let login = """
            auth:
              htpasswd: {realm: tests, path: \(directory.appending("passwords"))}

            """
        return """
            version: 0.1
            log: {level: info, formatter: json, accesslog: {disabled: true}}
            storage:
              filesystem: {rootdirectory: \(directory.appending("data"))}
              delete: {enabled: true}
            http: {addr: "127.0.0.1:0"\(tls)}
            \(requiresLogin ? login : "")
            """
    }
}

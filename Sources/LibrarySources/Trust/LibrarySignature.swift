import Foundation
import Processes
public import RecipeLibraries

/// A release's signature: OpenSSH's (https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig), over the
/// library's name, version and the hash of its files, so that it says the same of a release however that is had.
public struct LibrarySignature: Hashable, Sendable {
    /// The signature in Base64, on one line, as tags and manifests hold it.
    public let text: String

    /// What signatures are for: none of another kind counts.
    static let namespace = "moondock-library"

    /// Takes a signature that was written down; `nil` where the text is none.
    public init?(_ text: String) {
        guard text.utf8.count < 16_384, let bytes = Data(base64Encoded: text), bytes.starts(with: Array("SSHSIG".utf8))
        else { return nil }
        self.text = text
    }

    /// What is signed.
    static func statement(_ name: String, _ version: LibraryVersion, _ tree: TreeHash) -> String {
        "moondock-library-v1\n\(name) \(version)\n\(tree)\n"
    }

    /// Signs a release.
    /// - Parameter key: the file of a private key, or of a public one whose private key an agent has.
    /// - Throws: `LibrarySourceError` where the key cannot be used.
    public static func sign(
        _ name: String, _ version: LibraryVersion, _ tree: TreeHash, key: String
    ) async throws -> LibrarySignature {
        try await sign(statement(name, version, tree), for: namespace, key: key)
    }

    /// Signs a statement.
    /// - Parameter namespace: what the signature is for.
    static func sign(
        _ statement: String, for namespace: String, key: String
    ) async throws -> LibrarySignature {
        let result = try await keygen(["-Y", "sign", "-q", "-n", namespace, "-f", key], input: statement)
        let lines = result.output.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        guard result.isSuccess, let signature = LibrarySignature(lines.joined()) else {
            throw LibrarySourceError(
                .rejected, "\(key) cannot sign: \(result.errors.split(separator: "\n").last ?? "ssh-keygen failed")",
                hint: "try it by hand: echo hello | ssh-keygen -Y sign -n \(namespace) -f \(key)")
        }
        return signature
    }

    /// Who signed a release.
    /// - Returns: the kind and the fingerprint of the key, `ED25519 SHA256:…`; `nil` where the signature is not one of
    ///   this release.
    public func signer(
        of name: String, _ version: LibraryVersion, _ tree: TreeHash
    ) async throws -> String? {
        try await signer(of: Self.statement(name, version, tree), for: Self.namespace)
    }

    /// Who signed a statement; `nil` where the signature is not one of it.
    func signer(of statement: String, for namespace: String) async throws -> String? {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("moondock-\(UUID().uuidString).sig")
        let body = stride(from: 0, to: text.count, by: 70).map { String(text.dropFirst($0).prefix(70)) }
        let armor = ["-----BEGIN SSH SIGNATURE-----"] + body + ["-----END SSH SIGNATURE-----", ""]
        try Data(armor.joined(separator: "\n").utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let result = try await Self.keygen(
            ["-Y", "check-novalidate", "-n", namespace, "-s", file.path], input: statement)
        guard result.isSuccess, let match = result.output.firstMatch(of: /with (\S+) key (SHA256:\S+)/) else {
            return nil
        }
        return "\(match.1) \(match.2)"
    }

    private static func keygen(
        _ arguments: [String], input: String
    ) async throws -> (isSuccess: Bool, output: String, errors: String) {
        do {
            // In the foreground, since it may prompt for the key's passphrase.
            let result = try await ProgramRun(
                try Program(
                    named: "ssh-keygen", arguments: arguments, environment: ProcessInfo.processInfo.environment,
                    input: Array(input.utf8), placement: .foreground)
            ).collect(limit: 1 << 16)
            return (result.ending.isSuccess, String(decoding: result.output, as: UTF8.self), result.errors)
        } catch ProgramError.notFound {
            throw LibrarySourceError(
                .unreachable, "ssh-keygen is not installed, and signatures are checked with it",
                hint: "sudo apt-get install openssh-client")
        }
    }
}

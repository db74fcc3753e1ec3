import Foundation
import Processes
import RecipeLibraries

/// Signatures of artifacts in registries by `cosign` (https://docs.sigstore.dev/cosign), where that is installed.
///
/// They are a second lock beside Moondock's own signatures, for those whose registries are guarded by it already.
enum Cosign {
    /// Checks that an artifact is signed by a key.
    /// - Parameters:
    ///   - artifact: its name with its digest.
    ///   - key: the file of the public key.
    /// - Throws: `LibrarySourceError` of kind `untrusted` where it is not.
    static func verify(_ artifact: String, key: String) async throws {
        let result = try await cosign(["verify", "--key", HomeFolder.expand(key), artifact])
        guard let reason = result else { return }
        throw LibrarySourceError(
            .untrusted, "\(artifact) is not signed by \(key): \(reason)",
            hint: "try it by hand: cosign verify --key \(key) \(artifact)")
    }

    /// Signs an artifact.
    /// - Parameters:
    ///   - artifact: its name with its digest.
    ///   - key: the file of the private key.
    /// - Throws: `LibrarySourceError` where it cannot be signed.
    static func sign(_ artifact: String, key: String) async throws {
        let result = try await cosign(["sign", "--yes", "--key", HomeFolder.expand(key), artifact])
        guard let reason = result else { return }
        throw LibrarySourceError(
            .rejected, "\(artifact) is published, and could not be signed by \(key): \(reason)",
            hint: "sign it by hand: cosign sign --key \(key) \(artifact)")
    }

    /// Runs the program; `nil` where it succeeds, else its last words.
    private static func cosign(_ arguments: [String]) async throws -> String? {
        do {
            // In the foreground, since it may prompt for the key's password.
            let result = try await ProgramRun(
                try Program(
                    named: "cosign", arguments: arguments, environment: ProcessInfo.processInfo.environment,
                    placement: .foreground)
            ).collect()
            if result.ending.isSuccess { return nil }
            return result.errors.split(whereSeparator: \.isNewline).last.map { String($0.prefix(300)) } ?? "it failed"
        } catch ProgramError.tooMuchOutput {
            return "it printed without end"
        } catch ProgramError.notFound {
            throw LibrarySourceError(
                .untrusted, "cosign is not installed, and your configuration requests its signatures",
                hint: "install it: https://docs.sigstore.dev/cosign/system_config/installation")
        }
    }
}

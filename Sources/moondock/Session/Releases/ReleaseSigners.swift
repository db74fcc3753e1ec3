import Foundation
import Journal
import LibrarySources
import LuaSyntax
import RecipeLibraries
import Recipes

/// Whose signatures of releases are taken: what the project and the person demand, and who signed those before.
struct ReleaseSigners {
    let project: Project
    let store: any RunStore

    /// - Throws: `LibrarySourceError` of kind `untrusted`.
    func check(_ content: ReleaseContent, signedBy signer: String?, isAccepted: Bool) async throws {
        let person = try PersonalSettings.read()
        let name = "\(content.application) \(content.version)"
        let isDemanded = try person.rules.signed || policy().trust.signed
        if signer == nil, isDemanded {
            throw LibrarySourceError(
                .untrusted, "\(name) is not signed, and only signed releases are taken here",
                hint: "ask who pushed it; 'signed' stands in the project's policy or your configuration")
        }
        let before = Set(try await store.releases(of: content.application).compactMap(\.signer))
        let isKnown = signer.map { signer in
            before.contains(signer)
                || signer.split(separator: " ").last.map { person.signers[String($0)] != nil } == true
        }
        guard !before.isEmpty, isKnown != true, !isAccepted else { return }
        throw LibrarySourceError(
            .untrusted,
            """
            \(name) is signed by \(signer == nil ? "nobody" : "somebody else"), and releases before it were signed
              before  \(before.sorted().joined(separator: ", "))
              now     \(signer ?? "not signed")
            """, hint: "ask who pushed it; then accept it with --accept-signer")
    }

    private func policy() throws -> Policy {
        guard FileManager.default.fileExists(atPath: project.resolve(Project.manifest).path) else { return Policy() }
        return try LibraryFiles.manifest(of: project).manifest.policy
    }
}

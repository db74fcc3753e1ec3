import ArgumentParser
import LibrarySources
import RecipeLibraries

/// What a person may agree to when libraries are fetched, for this once.
struct TrustOptions: ParsableArguments {
    @Flag(help: "Take tags that were moved as they are now.")
    var acceptMovedTag = false

    @Flag(help: "Take releases that are signed by somebody else than before, or by nobody any more.")
    var acceptSigner = false

    @Flag(help: "Take releases that are younger than min_age.")
    var now = false

    /// The rules of a project and of the person.
    /// - Parameter only: the library that is agreed to; `nil` for all of them.
    func trust(_ manifest: ProjectManifest, only: LibrarySource? = nil) throws -> ReleaseTrust {
        var acceptance = ReleaseTrust.Acceptance()
        acceptance.movedTags = acceptMovedTag
        acceptance.signers = acceptSigner
        acceptance.young = now
        acceptance.only = only
        return ReleaseTrust(
            project: manifest.policy, person: try PersonalSettings.read(), acceptance: acceptance)
    }
}

import Foundation
import Journal
import LuaValues
import RecipeLibraries
import Recipes

/// Whether a run may go on with a version: it is what it was released as, and its turn has come.
struct ReleaseAdmission {
    let application: String
    let version: String
    let step: StepContext
    let shelf: ReleaseShelf

    private var pin: ReleasePin? { step.run.sources?.release }

    /// - Parameter known: the release of that version; `nil` where there is none.
    /// - Throws: `StepError` that says why not.
    func admit(_ known: ReleaseContent?) async throws {
        if let deployment = pin?.deployment {
            try admit(known, for: deployment)
        } else if let known {
            try await rejectChanges(since: known)
        }
        if pin != .creation { try await admitPhase(known) }
    }

    /// A run that was begun to deploy a release builds nothing, and deploys no other one.
    private func admit(_ known: ReleaseContent?, for deployment: ReleaseDeployment) throws {
        guard application == deployment.application else {
            if known != nil { return }
            throw StepError(
                code: "release.unknown",
                "\(application) \(version) is not released here, and a run that deploys "
                    + "\(deployment.application) \(deployment.version) builds nothing",
                hint: "make it first: moondock release create, or have one release hold all images")
        }
        guard version == deployment.version else {
            throw StepError(
                code: "release.denied_content",
                "this run deploys \(application) \(deployment.version), and its recipe asks for \(version)")
        }
        guard let known, ContentHash(of: known.encoded()) == deployment.release else {
            throw StepError(
                code: "release.denied_content",
                "\(application) \(version) is \(known == nil ? "not here any more" : "another release by now")",
                hint: "moondock release show \(version)")
        }
    }

    /// A version is never two things.
    private func rejectChanges(since known: ReleaseContent) async throws {
        let now = step.run.sources?.hashes ?? [:]
        var changes = Set(now.keys).union(known.files.keys).sorted().compactMap { name -> String? in
            guard now[name] != known.files[name] else { return nil }
            return now[name] == nil
                ? "\(name) is gone" : known.files[name] == nil ? "\(name) is new" : "\(name) differs"
        }
        for (name, digest) in known.contexts.sorted(by: { $0.key < $1.key }) {
            let current = try await BuiltFolder(name: name).digest(in: step.run.project)
            if let current, current != digest { changes.append("the folder \(name) differs") }
        }
        guard !changes.isEmpty else { return }
        let environment = step.run.environment.name.map { " --env \($0)" } ?? " --env ENVIRONMENT"
        throw StepError(
            code: "release.denied_content",
            "\(application) \(version) was released with other content by \(known.creator), "
                + "\(known.createdAt.date.formatted(.iso8601)), and a release never changes",
            details: changes,
            hint:
                "choose another version for what is here now; `moondock promote \(version)\(environment)` deploys what "
                + "was released")
    }

    /// What has not passed the phase before is not deployed.
    private func admitPhase(_ known: ReleaseContent?) async throws {
        guard let environment = step.run.environment.name, let lifecycle = step.run.sources?.lifecycle else { return }
        let passed: Set<String> = if let known { try await shelf.passed(known) } else { [] }
        let missing = lifecycle.missing(before: environment, passed: passed)
        guard !missing.isEmpty else { return }
        if let reason = pin?.deployment?.skipReason {
            let places = missing.joined(separator: ", ")
            return step.notice("\(application) \(version) was not deployed to \(places) before: \(reason)")
        }
        if pin?.deployment?.kind == .rollback, passed.contains(environment) { return }
        throw StepError(
            code: "release.denied_phase",
            "\(application) \(version) was not deployed to \(missing.joined(separator: ", ")), which comes before "
                + "\(environment) in the lifecycle of moondock.lua",
            hint: known == nil
                ? "run it there first"
                : "deploy it there first; or leave the phase out, on record: moondock promote \(version) --env "
                    + "\(environment) --skip-phase REASON")
    }
}

import Foundation
import Journal
import LuaValues
import RecipeLibraries
import Recipes

/// What `release` gets of a release that its run deploys.
struct ReleaseView {
    private let content: ReleaseContent
    private let step: StepContext
    private let shelf: ReleaseShelf

    init(_ content: ReleaseContent, _ step: StepContext, _ shelf: ReleaseShelf) {
        self.content = content
        self.step = step
        self.shelf = shelf
    }

    /// The value, once it is noted that the run deploys the release.
    func value() async throws -> LuaValue {
        let digest = ContentHash(of: content.encoded()).description
        var fields: [String: LuaValue] = [
            "is_known": true, "application": .string(content.application), "version": .string(content.version),
            "artifacts": .table(content.artifacts), "release": .string(digest),
            "origin": .string(
                "release \(digest.prefix(12)) of \(content.createdAt.date.formatted(.iso8601)) by \(content.creator)"),
        ]
        if step.run.sources?.release == .creation {
            fields["ends_run"] = true
        } else if let environment = step.run.environment.name {
            try await shelf.note(content, to: environment, by: step)
            let phase = step.run.sources?.lifecycle.phase(of: environment)
            if let phase, !phase.approvers.isEmpty {
                fields["approvers"] = .list(phase.approvers.map { .string($0) })
                fields["question"] = .string("Deploy \(content.name) to \(environment)?")
            }
        }
        return .table(LuaTable(fields: fields))
    }
}

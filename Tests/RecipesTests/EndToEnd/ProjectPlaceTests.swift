import Foundation
import Journal
import Testing

@testable import Recipes

/// A run is resumed in the project it belongs to.
@Suite(.timeLimit(.minutes(10))) struct ProjectPlaceTests {
    private func parked() async throws -> (RunFixture, RunRecord) {
        let fixture = try RunFixture("approval 'go' work { label = 'a' }")
        #expect(await fixture.run().exitCode == 3)
        return (fixture, try await fixture.store.find("last"))
    }

    private func other() throws -> URL {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("other-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        return root
    }

    @Test func anotherProjectWithTheSameStateIsRejected() async throws {
        let (fixture, run) = try await parked()
        let root = try other()
        defer { try? FileManager.default.removeItem(at: root) }
        let controller = fixture.controller(project: Project(root: root, state: fixture.project.state))
        let endings = [
            await controller.resume(run, control: RunControl()),
            await controller.rerun(run, from: nil, id: .fresh(), control: RunControl()),
        ]
        for outcome in endings {
            #expect(outcome.exitCode == 4, "\(outcome)")
            let message = outcome.diagnostic?.message ?? ""
            #expect(message.contains(fixture.project.root.path) && message.contains(root.path), "\(message)")
        }
        await #expect(throws: Diagnostic.self) {
            try await controller.resolve(run, step: "1", answer: OperatorAnswer(.retry, by: "ada"))
        }
        #expect(try await fixture.store.find("last") == run)
        #expect(fixture.world.now.performed == [])
    }

    @Test func whatIsAcceptedBelongsHereFromThenOn() async throws {
        let (fixture, run) = try await parked()
        let root = try other()
        defer { try? FileManager.default.removeItem(at: root) }
        let project = Project(root: root, state: fixture.project.state)
        let outcome = await fixture.controller(project: project, accepted: RunAcceptance(project: true)).resume(
            run, control: RunControl())
        #expect(outcome.exitCode == 3, "\(outcome)")
        let moved = try await fixture.store.find("last")
        #expect(project.has(moved) && !fixture.project.has(moved))
        #expect(try await fixture.store.faults(of: run.id, isTakenUp: true).isEmpty)
    }

    @Test func aFolderThatMovedWithItsStateIsTheSameProject() async throws {
        let (fixture, run) = try await parked()
        let parent = try other()
        defer { try? FileManager.default.removeItem(at: parent) }
        let (moved, copied) = (parent.appendingPathComponent("moved"), parent.appendingPathComponent("copied"))
        try FileManager.default.copyItem(at: fixture.project.root, to: copied)
        #expect(!Project(root: copied).has(run), "the other one is still there")
        try FileManager.default.moveItem(at: fixture.project.root, to: moved)
        #expect(Project(root: moved).has(run))
        #expect(Project(root: copied).has(run))
        #expect(!Project(root: parent, state: moved.appendingPathComponent(".moondock")).has(run))
    }

    @Test func aLinkToTheFolderIsTheFolder() async throws {
        let (fixture, run) = try await parked()
        let link = FileManager.default.temporaryDirectory.appendingPathComponent("link-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: link) }
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: fixture.project.root)
        #expect(Project(root: link).has(run))
        #expect(Project(root: link).place == fixture.project.place)
    }

    @Test func aStateThatIsElsewhereDoesNotMoveWithTheFolder() async throws {
        let (fixture, _) = try await parked()
        let (root, state) = (try other(), try other())
        defer { for folder in [root, state] { try? FileManager.default.removeItem(at: folder) } }
        let begun = Project(root: root.appendingPathComponent("a"), state: state)
        let definition = RunDefinition(
            recipe: "a.lua", environment: nil, parameters: [], bundle: ContentHash(of: []), seed: 1, requester: "ada",
            project: begun.place)
        let lease = try await fixture.store.create(
            definition, sources: [], id: RunID("outside"), owner: "ada", at: .now, history: [], lock: nil)
        try await fixture.store.release(lease, status: .failed, summary: nil)
        let run = try await fixture.store.find("outside")
        #expect(begun.has(run))
        #expect(!Project(root: root.appendingPathComponent("b"), state: state).has(run), "though the first is gone")
    }
}

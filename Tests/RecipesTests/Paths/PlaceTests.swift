import Foundation
import Journal
import RecipeLibraries
import Testing
import WorkerProtocol

@testable import Recipes

/// What paths stand for that calls give.
@Suite final class PlaceTests {
    private let outer: URL
    private let project: Project

    init() throws {
        outer = FileManager.default.temporaryDirectory.appendingPathComponent("places-\(UUID().uuidString)")
        project = Project(root: outer.appendingPathComponent("project"))
        for folder in ["project/apps/web", "project/data", "beside/in", "far"] {
            try FileManager.default.createDirectory(
                at: outer.appendingPathComponent(folder), withIntermediateDirectories: true)
        }
        func link(_ path: String, _ target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: outer.appendingPathComponent(path).path, withDestinationPath: target)
        }
        try link("project/current", "apps/web")
        try link("project/leak", "../far")
        try link("named", "beside")
    }

    deinit { try? FileManager.default.removeItem(at: outer) }

    private func step(_ paths: [String], library: String? = nil) -> StepContext {
        var policy = Policy()
        policy.paths = paths.map { PathPattern($0.replacing("OUTER", with: outer.path)) }
        let authority = Authority(policy: policy, project: project, protected: ProtectedPaths(of: project))
        let run = RunContext(
            id: RunID("r"), project: project, recipe: "a.lua", bundle: ContentHash(of: []), environment: .none,
            parameters: [:], secrets: SecretStore { _ in nil }, requester: Identity(user: "ada", groups: []),
            approvals: NoService(), locks: NoService(), isForeground: true)
        return StepContext(
            run: run, path: "1", position: SourcePosition(chunk: "a.lua", line: 1), startedAt: .now,
            authority: StepAuthority(authority, library: library)
        ) { _ in }
    }

    private func found(_ path: String, _ paths: [String] = []) -> String {
        do throws(StepError) {
            guard let place = try step(paths).place(path, option: "x") else { return "missing" }
            return place.inProject ?? "outside"
        } catch {
            return error.code
        }
    }

    @Test func pathsOfTheProjectAreFound() {
        #expect(found("apps/web") == "apps/web")
        #expect(found("./apps/../apps/web/") == "apps/web")
        #expect(found("current") == "apps/web", "a link that stays inside is followed")
        #expect(found(".") == ".")
        #expect(found(project.root.path) == ".")
        #expect(found(project.root.path + "/data") == "data")
        #expect(found("../project/data") == "data", "a way out and back in")
        #expect(found("none/x") == "missing")
    }

    @Test func whatLiesOutsideNeedsThePolicysPermission() {
        for path in ["..", "../beside", "/", "/etc/passwd", "leak", "../far", "../none", "/none/x", "apps/../../far"] {
            #expect(found(path) == "policy.paths", "\(path)")
        }
        #expect(found("../beside", ["../beside"]) == "outside")
        #expect(found("../beside/in", ["OUTER/beside"]) == "outside", "and what is in it")
        #expect(found("../named/in", ["OUTER/beside"]) == "outside", "held against the place, not the words")
        #expect(found("../beside/in", ["OUTER/named"]) == "outside", "the policy may lead through a link")
        #expect(found("../beside", ["../beside/*"]) == "policy.paths")
        #expect(found("leak", ["OUTER/beside"]) == "policy.paths")
        #expect(found("leak", ["../far/**"]) == "outside")
        #expect(found("../none", ["OUTER/*"]) == "missing")
    }

    @Test func theTextIsRejectedBeforeTheRun() {
        func key(_ path: String, _ patterns: [String] = []) -> String? {
            var policy = Policy()
            policy.paths = patterns.map { PathPattern($0) }
            return policy.violation(ofPath: path, in: project)?.key
        }
        #expect(key("apps/web") == nil)
        #expect(key("apps/../../x") == "paths")
        #expect(key("/etc") == "paths")
        #expect(key("/etc", ["/etc"]) == nil)
        #expect(key("../beside/in", ["../beside"]) == nil)
        #expect(key("\(project.root.path)/data") == nil)
    }

    @Test func whereBackupsGoMayBeMade() throws {
        let step = step(["../beside"])
        #expect(try step.destination("data/new", option: "to").inProject == "data/new")
        #expect(try step.destination("current/new", option: "to").inProject == "apps/web/new")
        #expect(try step.destination("../beside/new", option: "to").inProject == nil)
        func code(_ path: String) -> String? {
            do throws(StepError) {
                _ = try step.destination(path, option: "to")
                return nil
            } catch { return error.code }
        }
        for path in ["recipes", "environments/x", ".", ".moondock", "libraries", "lib"] {
            #expect(code(path) == "path.refused" || code(path) == "path.missing", "\(path): \(code(path) ?? "")")
        }
        #expect(code("leak/new") == "policy.paths")
        #expect(code("../new") == "policy.paths")
        #expect(code("none/new") == "path.missing")
    }

    @Test func aPlaceThatWasSwappedIsNotInPlace() throws {
        let place = try #require(try step([]).place("data", option: "x"))
        #expect(place.isInPlace)
        try FileManager.default.removeItem(atPath: place.path)
        #expect(!place.isInPlace)
        try FileManager.default.createSymbolicLink(
            atPath: place.path, withDestinationPath: outer.appendingPathComponent("far").path)
        #expect(!place.isInPlace)
    }
}

private struct NoService: ApprovalService, LockService {
    func settle(_ request: ApprovalRequest, in step: StepContext) async throws -> ApprovalRecord {
        throw StepError(code: "none", "nobody is asked here")
    }

    func withdraw(_ path: String, of run: RunID) async {}

    func take(_ request: LockRequest, waiting limit: Duration?, in step: StepContext) async throws {}

    func release(_ name: String, scope: String) async throws {}
}

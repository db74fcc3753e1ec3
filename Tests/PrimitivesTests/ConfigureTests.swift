import Foundation
import LuaValues
import Recipes
import Testing

@testable import Primitives

/// `configure` and `render` on files of a project.
@Suite(.timeLimit(.minutes(10))) struct ConfigureTests {
    private static let settings = "{\n  \"Key\": \"old\", // kept\n  \"Other\": 1\n}\n"

    private func configure(
        _ fixture: StepFixture, _ file: String, _ set: [String: LuaValue], _ more: [String: LuaValue] = [:]
    ) async throws -> LuaValue {
        let options: [String: LuaValue] = ["file": .string(file), "set": .table(LuaTable(fields: set))]
        return try await fixture.call(Configure(), options.merging(more) { $1 })
    }

    private func render(
        _ fixture: StepFixture, _ template: String, _ target: String, _ values: [String: LuaValue]
    ) async throws -> LuaValue {
        try await fixture.call(
            Render(),
            ["template": .string(template), "to": .string(target), "with": .table(LuaTable(fields: values))])
    }

    private func error(_ body: () async throws -> Void) async throws -> StepError {
        try #require(await #expect(throws: StepError.self) { try await body() })
    }

    private func text(_ fixture: StepFixture, _ path: String) throws -> String {
        try String(contentsOf: fixture.root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test func theValuesOfAFileAreOthersAndTheResultSaysWhich() async throws {
        let fixture = try StepFixture()
        try fixture.write("app/appsettings.json", Self.settings)
        let result = try await configure(
            fixture, "app/appsettings.json", ["Key": "new", "Other": 1, "Fresh": true], ["create": true])
        #expect(
            try text(fixture, "app/appsettings.json")
                == "{\n  \"Key\": \"new\", // kept\n  \"Other\": 1,\n  \"Fresh\": true\n}\n")
        #expect(result["path"] == "app/appsettings.json" && result["changed"] == true)
        #expect(
            result["changes"]
                == [
                    ["key": "Fresh", "change": "created", "line": 4], ["key": "Key", "change": "replaced", "line": 2],
                    ["key": "Other", "change": "unchanged", "line": 3],
                ])
        #expect(Configure().summary(of: result) == "2 of 3 changed")
        let folder = fixture.root.appendingPathComponent("app").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["appsettings.json"])
    }

    /// What an attempt has changed whose process died before that was on record, the step has changed.
    @Test func asAStepThatIsDoneAgainItSaysTheSame() async throws {
        let fixture = try StepFixture()
        try fixture.write("a.json", Self.settings)
        let first = try await configure(fixture, "a.json", ["Key": "new", "Other": 1])
        let again = try await configure(fixture, "a.json", ["Key": "new", "Other": 1])
        #expect(first == again && first["changed"] == true)
        let options = try StepFixture.options(of: Configure(), ["file": "a.json", "set": ["Key": "new", "Other": 1]])
        #expect(try await Configure().withdraw(options, in: fixture.context()) == .done(first))
        let other = try StepFixture.options(of: Configure(), ["file": "a.json", "set": ["Key": "newer"]])
        #expect(try await Configure().withdraw(other, in: fixture.context()) == .undone)
    }

    @Test func aFileThatHasTheValuesIsNotWritten() async throws {
        let fixture = try StepFixture()
        let file = try fixture.write("a.json", Self.settings)
        let before = try FileManager.default.attributesOfItem(atPath: file.path)[.systemFileNumber] as? Int
        let result = try await configure(fixture, "a.json", ["Key": "old"])
        #expect(result["changed"] == false)
        #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.systemFileNumber] as? Int == before)
    }

    @Test(arguments: [(0o644, false, 0o644), (0o755, false, 0o755), (0o600, false, 0o600), (0o644, true, 0o600)])
    func aSecretReachesTheFileWhoseModeStays(_ mode: Int, _ isPrivate: Bool, _ expected: Int) async throws {
        let fixture = try StepFixture()
        let file = try fixture.write("a.env", "TOKEN=old\nOTHER=x\n")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        let result = try await configure(fixture, "a.env", ["TOKEN": .secret], ["private": .bool(isPrivate)])
        #expect(try text(fixture, "a.env") == "TOKEN=s3cr3t-value\nOTHER=x\n")
        #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == expected)
        #expect(!"\(result)".contains("s3cr3t"))
        let others = try FileManager.default.subpathsOfDirectory(atPath: fixture.root.path)
        for path in others where path != "a.env" {
            let contents = FileManager.default.contents(atPath: fixture.root.appendingPathComponent(path).path)
            #expect(contents.map { String(decoding: $0, as: UTF8.self).contains("s3cr3t") } != true, "\(path)")
        }
    }

    @Test func whatIsWrongIsSaidWithThePlaceAndWithoutTheValue() async throws {
        let fixture = try StepFixture()
        try fixture.write("a.json", Self.settings)
        try fixture.write("bad.yml", "a: 1\n b: 2\n")
        try fixture.write("a.ini", "[s]\na=1\n")
        let missing = try await error { _ = try await configure(fixture, "a.json", ["Kye": .secret]) }
        #expect(missing.code == "configure.missing_key" && missing.message == "a.json: there is no key 'Kye'")
        #expect(missing.hint == "did you mean 'Key'? create = true adds a new key")
        let malformed = try await error { _ = try await configure(fixture, "bad.yml", ["a": 1]) }
        #expect(malformed.code == "configure.malformed" && malformed.message.hasPrefix("bad.yml:2:3: "))
        #expect(malformed.fields["line"] == 2 && malformed.fields["column"] == 3)
        let unwritable = try await error { _ = try await configure(fixture, "a.ini", ["s:a": "two\nlines"]) }
        #expect(unwritable.code == "configure.unwritable" && !unwritable.message.contains("two"))
        #expect(try text(fixture, "a.json") == Self.settings && text(fixture, "a.ini") == "[s]\na=1\n")
        let unknown = try await error { _ = try await configure(fixture, "a.txt", ["a": 1]) }
        #expect(unknown.code == "invalid_option" && unknown.fields["option"] == "format")
        try fixture.write("a.txt", "a=1\n")
        _ = try await configure(fixture, "a.txt", ["a": 2], ["format": "properties"])
        #expect(try text(fixture, "a.txt") == "a=2\n")
        let none = try await error { _ = try await configure(fixture, "none.json", ["a": 1]) }
        #expect(none.code == "file.not_found")
    }

    @Test(arguments: [
        "../x.json", "/etc/x.json", "moondock.lua", ".moondock/x.json", "link.json", "link/x.json", "lib/x.json",
    ])
    func filesThatAreNotForRecipesAreRefused(_ path: String) async throws {
        let fixture = try StepFixture()
        try fixture.write("real/x.json", Self.settings)
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: fixture.root.appendingPathComponent("link.json").path, withDestinationPath: "real/x.json")
        try files.createSymbolicLink(
            atPath: fixture.root.appendingPathComponent("link").path, withDestinationPath: "real")
        try fixture.write("template", "x")
        let options: [String: LuaValue] = ["file": .string(path), "format": "json", "set": ["Key": "new"]]
        #expect(try await fixture.code(Configure(), options) == "file.refused")
        #expect(try await fixture.code(Render(), ["template": "template", "to": .string(path)]) == "file.refused")
        #expect(try text(fixture, "real/x.json") == Self.settings)
    }

    @Test func aLibraryNeedsToReadAndToWrite() async throws {
        let fixture = try StepFixture()
        try fixture.write("out/a.json", Self.settings)
        let options: [String: LuaValue] = ["file": "out/a.json", "set": ["Key": "new"]]
        for needs in [[], ["files.write out/**"], ["files.read out/**"], ["files.read **", "files.write in/**"]] {
            #expect(try await fixture.code(Configure(), options, needs: needs) == "not_granted", "\(needs)")
        }
        #expect(try text(fixture, "out/a.json") == Self.settings)
        #expect(
            try await fixture.code(Configure(), options, needs: ["files.read out/*", "files.write out/a.json"]) == nil)
        let rendering: [String: LuaValue] = ["template": "out/a.json", "to": "out/b.json"]
        #expect(try await fixture.code(Render(), rendering, needs: ["files.write out/**"]) == "not_granted")
        #expect(
            try await fixture.code(Render(), rendering, needs: ["files.write out/b.json", "files.read out/a.json"])
                == nil)
    }

    /// Two edits of one file at once: none is lost.
    @Test func editsAtOnceAreAllMade() async throws {
        let fixture = try StepFixture()
        let keys = (0..<16).map { "k\($0)" }
        try fixture.write("a.yml", keys.map { "\($0): old\n" }.joined())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for key in keys {
                group.addTask { _ = try await configure(fixture, "a.yml", [key: "new"]) }
            }
            try await group.waitForAll()
        }
        #expect(try text(fixture, "a.yml") == keys.map { "\($0): new\n" }.joined())
    }

    @Test func aTemplateIsRendered() async throws {
        let fixture = try StepFixture()
        try fixture.write("web.conf.template", "listen ${port};\ntoken $${x} ${token}\n")
        let result = try await render(
            fixture, "web.conf.template", "out/web.conf", ["port": 80, "token": .secret])
        #expect(try text(fixture, "out/web.conf") == "listen 80;\ntoken ${x} s3cr3t-value\n")
        #expect(result["path"] == "out/web.conf" && result["sha256"].string?.count == 64)
        let mode =
            try FileManager.default.attributesOfItem(
                atPath: fixture.root.appendingPathComponent("out/web.conf").path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let missing = try await error { _ = try await render(fixture, "web.conf.template", "out/x", ["port": 80]) }
        #expect(missing.code == "render.missing_key")
        #expect(missing.message == "web.conf.template:2:13: there is no value for 'token'")
        #expect(!FileManager.default.fileExists(atPath: fixture.root.appendingPathComponent("out/x").path))
    }

    @Test func aCallWhoseFileSaysNothingIsFoundBeforeTheRun() {
        let project = Project(root: URL(fileURLWithPath: "/tmp"))
        let unknown = CallOutline(literals: ["file": "a.txt", "set": ["a": 1]])
        #expect(Configure().fault(in: unknown, of: project)?.option == "file")
        let known = CallOutline(literals: ["file": "a.txt", "format": "ini", "set": ["a": 1]])
        #expect(Configure().fault(in: known, of: project) == nil)
        let computed = CallOutline(literals: ["file": "a.txt"], computed: ["format"])
        #expect(Configure().fault(in: computed, of: project) == nil)
    }
}

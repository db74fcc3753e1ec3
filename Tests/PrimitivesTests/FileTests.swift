import Foundation
import LuaValues
import Recipes
import Testing

@testable import Primitives

@Suite(.timeLimit(.minutes(10))) struct FileTests {
    private func read(_ fixture: StepFixture, _ path: String, _ more: [String: LuaValue] = [:]) async throws -> String?
    {
        let options: [String: LuaValue] = ["path": .string(path)]
        let result = try await fixture.call(ReadFile(), options.merging(more) { $1 })
        return result.luaString.map { String(decoding: $0, as: UTF8.self) }
    }

    private func write(
        _ fixture: StepFixture, _ path: String, _ text: LuaValue, _ more: [String: LuaValue] = [:]
    ) async throws -> LuaValue {
        let options: [String: LuaValue] = ["path": .string(path), "text": text]
        return try await fixture.call(WriteFile(), options.merging(more) { $1 })
    }

    private func code(_ body: () async throws -> Void) async throws -> String {
        try #require(await #expect(throws: StepError.self) { try await body() }).code
    }

    @Test func whatIsWrittenIsRead() async throws {
        let fixture = try StepFixture()
        let written = try await write(fixture, "out/deep/web.conf", "listen 80\n")
        #expect(written["path"] == "out/deep/web.conf" && written["bytes"] == 10)
        #expect(written["sha256"].string?.count == 64)
        #expect(try await read(fixture, "out/deep/web.conf") == "listen 80\n")
        _ = try await write(fixture, "out/deep/web.conf", "")
        #expect(try await read(fixture, "out/deep/web.conf") == "")
        let folder = fixture.root.appendingPathComponent("out/deep").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["web.conf"], "no draft is left")
    }

    @Test func aSecretIsWrittenForItsUserAlone() async throws {
        let fixture = try StepFixture()
        _ = try await write(fixture, "token", .secret, ["private": true])
        let file = fixture.root.appendingPathComponent("token")
        #expect(try String(contentsOf: file, encoding: .utf8) == "s3cr3t-value")
        #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
    }

    /// What was there, what is written, and the mode that it has then.
    @Test(
        arguments: [
            (0o600, "x", [:], 0o600), (0o755, "x", [:], 0o755), (0o640, .secret, [:], 0o640),
            (0o644, .secret, [:], 0o640),
            (nil, .secret, [:], 0o600), (nil, "x", [:], 0o644), (0o644, "x", ["private": true], 0o600),
            (nil, .joined, [:], 0o600),
        ] as [(Int?, LuaValue, [String: LuaValue], Int)])
    func aFileKeepsItsModeAndASecretIsNotForAll(
        _ old: Int?, _ text: LuaValue, _ more: [String: LuaValue], _ expected: Int
    ) async throws {
        let fixture = try StepFixture()
        let file = fixture.root.appendingPathComponent("a/file")
        if let old {
            try fixture.write("a/file", "old")
            try FileManager.default.setAttributes([.posixPermissions: old], ofItemAtPath: file.path)
        }
        _ = try await write(fixture, "a/file", text, more)
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == expected)
    }

    @Test(arguments: [
        "../x", "/etc/passwd", "a/../../x", "a//b", "a/./b", ".moondock/journal.sqlite", "moondock.lua",
        "moondock.lock", "moondock.local.lua", "a\\b", "a\u{202E}b", "../\u{301}x", "a/../\u{301}x",
    ])
    func pathsThatLeadElsewhereAreRejected(_ path: String) async throws {
        let fixture = try StepFixture()
        for attempt in [{ _ = try await read(fixture, path) }, { _ = try await write(fixture, path, "x") }] {
            let code = try await code(attempt)
            #expect(code == "file.refused", "\(path): \(code)")
        }
    }

    @Test func linksLeadNowhere() async throws {
        let fixture = try StepFixture()
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: fixture.root.appendingPathComponent("etc").path, withDestinationPath: "/etc")
        try files.createSymbolicLink(
            atPath: fixture.root.appendingPathComponent("passwd").path, withDestinationPath: "/etc/passwd")
        for path in ["etc/passwd", "passwd"] {
            #expect(try await code { _ = try await read(fixture, path) } == "file.refused")
            #expect(try await code { _ = try await write(fixture, path, "x") } == "file.refused")
        }
        mkfifo(fixture.root.appendingPathComponent("pipe").path, 0o644)
        #expect(try await code { _ = try await read(fixture, "pipe") } == "file.refused")
        #expect(try await code { _ = try await write(fixture, "pipe", "x") } == "file.refused")
        #expect(try await code { _ = try await read(fixture, "none") } == "file.not_found")
        try files.createDirectory(at: fixture.root.appendingPathComponent("folder"), withIntermediateDirectories: true)
        #expect(try await code { _ = try await read(fixture, "folder") } == "file.refused")
        #expect(try await code { _ = try await write(fixture, "folder", "x") } == "file.refused")
    }

    @Test func whatIsTooLargeIsNotRead() async throws {
        let fixture = try StepFixture()
        _ = try await write(fixture, "large", .string(String(repeating: "x", count: 65_537)))
        #expect(try await code { _ = try await read(fixture, "large") } == "file.too_large")
        #expect(try await read(fixture, "large", ["max_size": "65KiB"])?.count == 65_537)
    }

    @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
    func aFullDiskLeavesTheOldFile() async throws {
        let fixture = try StepFixture()
        let small = fixture.root.appendingPathComponent("small")
        try FileManager.default.createDirectory(at: small, withIntermediateDirectories: true)
        try #require(mount("tmpfs", small.path, "tmpfs", 0, "size=64k") == 0)
        defer { umount2(small.path, Int32(MNT_DETACH)) }
        _ = try await write(fixture, "small/it", "old")
        let text = LuaValue.string(String(repeating: "x", count: 200_000))
        #expect(try await code { _ = try await write(fixture, "small/it", text) } == "file.disk_full")
        #expect(try await read(fixture, "small/it") == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: small.path) == ["it"])
    }
}

extension LuaValue {
    /// A handle of a text with that secret in it.
    fileprivate static let joined = LuaValue.handle(
        LuaHandle(
            kind: "secret",
            fields: LuaTable(fields: ["pieces": ["a:", "\n"], "parts": .list([.secret])])))
}

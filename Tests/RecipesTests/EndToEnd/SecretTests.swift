import Foundation
import Journal
import LuaValues
import Testing

@testable import Recipes

/// What is secret comes out nowhere: not in events, not in the journal, not in Lua.
@Suite(.timeLimit(.minutes(10))) struct SecretTests {
    private static let secret = "s3cr3t-value"

    /// Every byte the run has left on disk.
    private func leftBehind(_ fixture: RunFixture) throws -> [String: Bool] {
        let files = FileManager.default.enumerator(at: fixture.project.state, includingPropertiesForKeys: nil)
        var found: [String: Bool] = [:]
        while let file = files?.nextObject() as? URL {
            guard let data = try? Data(contentsOf: file) else { continue }
            found[file.lastPathComponent] = data.range(of: Data(Self.secret.utf8)) != nil
        }
        return found
    }

    private func expectNothing(_ fixture: RunFixture, _ outcome: RunOutcome) throws {
        let shown = fixture.events.map { "\($0)" }.joined(separator: "\n") + "\(outcome)"
        #expect(!shown.contains(Self.secret), "\(shown)")
        let files = try leftBehind(fixture)
        #expect(files["journal.sqlite"] != nil && !files.values.contains(true), "\(files)")
    }

    @Test(arguments: [
        "work { password = secret 'token', fail = 'x' }",
        "local ok, e = pcall(work, { password = secret 'token', fail = 'x' }) log(e.message, e.probe) error(e)",
        "parallel({ 'a' }, function () work { password = secret 'token', fail = 'x' } end)",
        "with_rollback('b', function () work { password = secret 'token', fail = 'x' } end)",
        "retry({ times = 2, backoff = 0 }, function () work { password = secret 'token', fail = 'x' } end)",
        "return work { password = secret 'token', value = 'the password' }",
        "local r = work { password = secret 'token', value = 'the password' } log(r.text) error(r.list[1] .. next(r.keys))",
    ])
    func errorsAndResultsAreMasked(recipe: String) async throws {
        let fixture = try RunFixture(recipe)
        let log = RunLog(run: RunID("test"), of: fixture.project)
        let outcome = await fixture.run()
        for event in fixture.events { log.receive(RunEvent(event)) }
        try expectNothing(fixture, outcome)
        let shown = fixture.events.map { "\($0)" }.joined() + "\(outcome)"
        #expect(shown.contains("***"))
    }

    @Test func luaGetsWhatTheJournalGets() async throws {
        let fixture = try RunFixture(
            """
            local result = work { password = secret 'token', value = 'the password' }
            assert(result.text == "***" and result.list[1] == "***" and result.list[2] == 12345678 and result.keys["***"])
            local ok, failure = pcall(work, { password = secret 'token', fail = 'x' })
            assert(failure.message == "the server says ***" and failure.probe == "***", failure.message)
            assert(failure.details[1] == "T=***" and failure.hint == "not ***" and failure.nested[1].deep == "***\\xff")
            launch()
            error("on purpose")
            """)
        #expect(await fixture.run().diagnostic?.message == "on purpose")
        let resumed = try await fixture.resume()
        #expect(resumed.diagnostic?.message == "on purpose", "\(resumed)")
    }

    @Test func anotherProcessMasksWhatTheRunHasOpened() async throws {
        let fixture = try RunFixture(
            """
            work { password = secret 'token' }
            approval "go on?"
            work { label = "later", value = "s3cr3t-" .. "value", fail = "prints s3cr3t-" .. "value" }
            """)
        _ = await fixture.run()
        let record = try await fixture.store.find("last")
        _ = try await fixture.store.decide(
            run: record.id, path: nil,
            answer: ApprovalAnswer(
                isApproved: true, identity: Identity(user: "eva", groups: []), channel: "cli", comment: nil), at: .now)
        let without = SecretStore { _ in nil }
        let outcome = await fixture.controller(secrets: without).resume(record, control: RunControl())
        #expect(outcome.diagnostic?.code == "prints ***", "\(outcome)")
        let notices = fixture.events.compactMap { if case .notice(let text) = $0 { text } else { nil } }
        #expect(notices.contains { $0.hasPrefix("secret 'token', which this run has used, has no value here") })

        // A run that takes over what this one has done knows its secrets as well.
        let again = await fixture.controller(secrets: SecretStore { _ in nil }).rerun(
            try await fixture.store.find("last"), from: "3", id: .fresh(), control: RunControl())
        #expect(again.diagnostic?.code == "prints ***", "\(again)")
    }

    @Test func whatKeepsTheFingerprintsIsPrivateAndSaysNothing() async throws {
        let fixture = try RunFixture("work { password = secret 'token' }")
        _ = await fixture.run()
        let folder = fixture.project.folder(of: try await fixture.store.find("last").id.description)
        let key = fixture.project.state.appendingPathComponent("secrets.key").path
        for path in [folder.appendingPathComponent("secrets").path, key] {
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600, "\(path)")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(bytes.range(of: Data("token".utf8)) == nil)
        }
        // With another key it is of no use, and that is told.
        try Data(repeating: 1, count: 32).write(to: URL(fileURLWithPath: key))
        _ = await fixture.controller(secrets: SecretStore { _ in nil }).rerun(
            try await fixture.store.find("last"), from: nil, id: .fresh(), control: RunControl())
        let notices = fixture.events.compactMap { if case .notice(let text) = $0 { text } else { nil } }
        #expect(notices.contains { $0.contains("are not masked") && $0.contains("secrets.key is another one") })
    }

    @Test func whatAProcessWasGivenIsMaskedBeforeItIsOpened() async throws {
        let fixture = try RunFixture("log('it is s3cr3t' .. '-value') work { value = 's3cr3t-' .. 'value' }")
        let given = SecretStore(known: [Self.secret]) { _ in nil }
        _ = await fixture.controller(secrets: given).start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        #expect(fixture.logged == ["it is ***"])
    }

    @Test func anEmptySecretIsNone() async throws {
        let fixture = try RunFixture("work { password = secret 'token' }")
        let empty = SecretStore { _ in "" }
        let outcome = await fixture.controller(secrets: empty).start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        #expect(outcome.diagnostic?.code == "secret.missing")
    }

    @Test(arguments: [("the deep", "nested deeper than 64"), ("the large", "of more than 32 MiB")])
    func aResultThatNobodyCanTakeIsAFailureOfTheStep(value: String, reason: String) async throws {
        let fixture = try RunFixture(
            "local ok, e = pcall(work, { value = '\(value)' }) assert(not ok) log(e.code .. ' ' .. e.message)")
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 0, "\(outcome)")
        #expect(fixture.logged.first?.contains("result.too_large") == true)
        #expect(fixture.logged.first?.contains(reason) == true)
    }

    @Test func theLogHasNoForgedLines() async throws {
        let fixture = try RunFixture("log('a\\n2026-01-01T00:00:00.000Z forged\\27[31m')")
        _ = await fixture.run()
        let log = RunLog(run: RunID("test"), of: fixture.project)
        for event in fixture.events { log.receive(RunEvent(event)) }
        let lines = try String(contentsOf: log.url, encoding: .utf8).split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("2026-01-01") || $0.contains("\u{1b}") })
        #expect(lines.contains("    2026-01-01T00:00:00.000Z forged"))
    }
}

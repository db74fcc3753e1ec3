import Journal
import LuaValues
import Recipes
import RunReports
import Testing

@testable import Console

@Suite struct RunSummaryTests {
    private func text(_ outcome: RunOutcome, _ palette: Palette = .plain) -> String {
        var model = RunModel()
        _ = model.apply(Sample.started())
        let summary = RunSummary(outcome: outcome, model: model, at: Sample.begin.adding(seconds: 42), clock: .utc)
        return summary.lines.map { $0.rendered(palette) }.joined(separator: "\n")
    }

    @Test func `done is green`() { #expect(text(.done(nil), .colored) == "\u{1b}[32mDone in 42s\u{1b}[0m") }

    @Test func `parked says what it waits for and what to type`() {
        let expected = """
            Parked after 42s; nothing more happens until:
              ⏸ 4 approval: Release 1.4 to production? (until 13:03:04)
              moondock approve 251124-120304-ab12  says yes
              moondock reject 251124-120304-ab12   says no
            """
        #expect(text(.parked([ParkedStep(path: "4", wait: Sample.wait)])) == expected)
    }

    @Test func `what nobody may answer is not offered for an answer`() {
        let request = ApprovalRequest(
            path: "4", message: "ok?", details: [], approvers: [ApprovalRequest.nobody(in: "the empty group ops")],
            requestedAt: Sample.begin, deadline: nil)
        let wait = Wait(reason: "approval: ok?", approval: request)
        let parked = text(.parked([ParkedStep(path: "4", wait: wait)]))
        #expect(parked.contains("moondock cancel 251124-120304-ab12"))
        #expect(!parked.contains("approve") && !parked.contains("reject"))
        let both = text(.parked([ParkedStep(path: "4", wait: wait), ParkedStep(path: "5", wait: Sample.wait)]))
        #expect(both.contains("moondock approve") && !both.contains("cancel"))
    }

    @Test func `what a yes has to fill in belongs to the command`() {
        let form = [
            ApprovalField(name: "note", kind: .text), ApprovalField(name: "slot", kind: .integer, fallback: "3"),
            ApprovalField(name: "aside", kind: .text, isRequired: false),
        ]
        let request = ApprovalRequest(
            path: "4", message: "ok?", details: [], approvers: [], form: form, requestedAt: Sample.begin, deadline: nil)
        let parked = text(.parked([ParkedStep(path: "4", wait: Wait(reason: "approval: ok?", approval: request))]))
        #expect(parked.contains("moondock approve 251124-120304-ab12 --field note=…  says yes"), "\(parked)")
        #expect(parked.contains("moondock reject 251124-120304-ab12                  says no"), "\(parked)")
    }

    @Test func `a wait for a time goes on with resume`() {
        let wait = Wait(reason: "sleeps", until: Sample.begin.adding(seconds: 90_000))
        let parked = text(.parked([ParkedStep(path: "2", wait: wait)]))
        #expect(parked.contains("⏸ 2 sleeps (until 2025-11-25 13:03:04)"))
        #expect(parked.contains("moondock resume 251124-120304-ab12  goes on, once it is time"), "\(parked)")
        #expect(!parked.contains("approve"))
    }

    @Test func `the word error and the marks are red, the text is that of the diagnostic`() {
        let failed = text(.failed(Sample.diagnostic), .colored)
        #expect(failed.hasPrefix("\u{1b}[1;31merror:\u{1b}[0m"))
        #expect(failed.contains("\u{1b}[1;31m     ^^^^ did you mean 'ports'?\u{1b}[0m"))
        let plain = text(.failed(Sample.diagnostic))
        #expect(plain.hasPrefix(Sample.diagnostic.rendered.replacing("\u{1b}", with: "^[")))
    }

    @Test func `cancelled and rejected`() {
        #expect(text(.cancelled(reason: "Ctrl-C")) == "Cancelled after 42s: Ctrl-C")
        #expect(
            text(.denied(Diagnostic(code: "locked", message: "somebody else deploys")))
                == "error: somebody else deploys")
    }

    @Test func `results of a recipe`() {
        #expect(ResultText.text(nil, isTerminal: true) == nil)
        #expect(ResultText.text("a\u{1b}b\nc", isTerminal: true) == "a^[b\nc\n")
        #expect(ResultText.text("a\u{1b}b", isTerminal: false) == "a\u{1b}b\n")
        #expect(ResultText.text(["version": "1.4"], isTerminal: true) == "{\"version\":\"1.4\"}\n")
    }
}

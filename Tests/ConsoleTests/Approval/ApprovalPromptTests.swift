import Foundation
import Journal
import RunReports
import Synchronization
import Testing

@testable import Console

@Suite struct ApprovalPromptTests {
    private let output = WatchedOutput()
    private let input = Pipe()

    private var prompt: ApprovalPrompt {
        ApprovalPrompt(
            input: input.fileHandleForReading.fileDescriptor, output: output, palette: .plain, clock: .utc,
            width: { 60 })
    }

    private func type(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    @Test(arguments: [
        ("yes\nlooks good\n", ApprovalReply.approved(comment: "looks good")),
        ("Y\n\n", .approved(comment: nil)),
        ("no\n too late \n", .rejected(comment: "too late")),
        ("\nperhaps\nno\n\n", .rejected(comment: nil)),
    ])
    func `takes an answer and a comment`(typed: String, reply: ApprovalReply) async throws {
        try type(typed)
        #expect(await prompt.ask(Sample.approval, run: Sample.run) == reply)
    }

    private static let form = ApprovalRequest(
        path: "4", message: "Where to?", details: [], approvers: [],
        form: [
            ApprovalField(name: "hosts", kind: .integer, fallback: "3", help: "how many"),
            ApprovalField(name: "note", kind: .text, isRequired: false),
            ApprovalField(name: "slot", kind: .choice, choices: ["blue", "green"]),
        ], requestedAt: Sample.begin, deadline: nil)

    @Test func `a yes fills in the form and is asked again for what does not fit`() async throws {
        try type("yes\nmany\n12\n\nred\n\ngreen\nfine\n")
        let reply = await prompt.ask(Self.form, run: Sample.run)
        #expect(reply == .approved(comment: "fine", fields: ["hosts": "12", "slot": "green"]))
        #expect(output.text.contains("   how many\n   hosts (a whole number, default 3): "))
        #expect(output.text.contains("   note (text, may be empty): "))
        #expect(output.text.components(separatedBy: "slot (blue or green): ").count == 4, "\(output.text)")
    }

    @Test func `a no fills in no form`() async throws {
        try type("no\nnot today\n")
        #expect(await prompt.ask(Self.form, run: Sample.run) == .rejected(comment: "not today"))
    }

    @Test func `an input that ends within the form is no answer`() async throws {
        try type("yes\n12\n")
        try input.fileHandleForWriting.close()
        #expect(await prompt.ask(Self.form, run: Sample.run) == .endOfInput)
        // What a yes has to fill in is part of the command.
        #expect(
            output.text.contains("moondock approve \(Sample.run) --field slot=…, or moondock reject"), "\(output.text)")
    }

    @Test(arguments: ["", "maybe\n", "yes\n"])
    func `an end of input is no answer`(typed: String) async throws {
        try type(typed)
        try input.fileHandleForWriting.close()
        #expect(await prompt.ask(Sample.approval, run: Sample.run) == .endOfInput)
        let later = "answer later: moondock approve \(Sample.run), or moondock reject \(Sample.run)"
        #expect(output.text.contains(later), "\(output.text)")
    }

    @Test func `cancelling the task withdraws the question`() async throws {
        let prompt = prompt
        let asking = Task { await prompt.ask(Sample.approval, run: Sample.run) }
        await output.wait(for: "[yes/no]")
        asking.cancel()
        #expect(await asking.value == .cancelled)
    }

    @Test func `somebody else's answer is told`() async throws {
        let prompt = prompt
        let asking = Task { await prompt.ask(Sample.approval, run: Sample.run) }
        await output.wait(for: "[yes/no]")
        try type("yes\n")
        await output.wait(for: "Comment")
        prompt.withdraw("approved by eva with \u{1b}moondock approve")
        #expect(await asking.value == .cancelled)
        #expect(output.text.hasSuffix("   approved by eva with ^[moondock approve\n"))
    }

    @Test func `the same prompt asks again`() async throws {
        let prompt = prompt
        try type("yes\n\nno\n\n")
        #expect(await prompt.ask(Sample.approval, run: Sample.run) == .approved(comment: nil))
        #expect(await prompt.ask(Sample.approval, run: Sample.run) == .rejected(comment: nil))
    }

    @Test func `what was typed before the question does not answer it`() async throws {
        let terminal = try PseudoTerminal()
        let prompt = ApprovalPrompt(input: terminal.terminal, output: output, palette: .plain, clock: .utc)
        terminal.type("yes\nhurried\n")
        let asking = Task { await prompt.ask(Sample.approval, run: Sample.run) }
        await output.wait(for: "[yes/no]")
        terminal.type("no\nconsidered\n")
        #expect(await asking.value == .rejected(comment: "considered"))
    }
}

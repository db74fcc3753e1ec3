import Foundation
import Journal
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

    @Test(arguments: ["", "maybe\n", "yes\n"])
    func `an end of input is no answer`(typed: String) async throws {
        try type(typed)
        try input.fileHandleForWriting.close()
        #expect(await prompt.ask(Sample.approval, run: Sample.run) == .endOfInput)
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

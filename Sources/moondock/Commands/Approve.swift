import ArgumentParser
import Foundation
import Journal
import Recipes
import RunReports

struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Say yes to a run that waits for approval.",
        discussion: """
            `moondock show RUN` prints the question and its form. With --resume this process resumes the run once \
            it is decided; else a waiting process does, or `moondock resume`.
            """)

    @OptionGroup var answer: AnswerOptions
    @OptionGroup(title: "Form") var form: FormOptions
    @OptionGroup(title: "Output of --resume") var output: OutputOptions
    @OptionGroup(title: "Secrets of --resume") var secretOptions: SecretOptions

    func run() async throws {
        try await answer.give(isApproved: true, fields: try form.fields(), output, secretOptions)
    }
}

struct Reject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Say no to a run that waits for approval.")

    @OptionGroup var answer: AnswerOptions
    @OptionGroup(title: "Output of --resume") var output: OutputOptions
    @OptionGroup(title: "Secrets of --resume") var secretOptions: SecretOptions

    func run() async throws { try await answer.give(isApproved: false, fields: [:], output, secretOptions) }
}

/// The form that an approval fills in.
struct FormOptions: ParsableArguments {
    @Option(
        name: .customLong("field"),
        help: ArgumentHelp("A field of the request's form; may be given again.", valueName: "name=value"))
    var texts: [String] = []

    func fields() throws -> [String: String] {
        var fields: [String: String] = [:]
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("--field takes NAME=VALUE, not '\(text)'")
            }
            guard fields.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw ValidationError("field '\(parts[0])' is given twice")
            }
        }
        return fields
    }
}

/// What `approve` and `reject` have in common.
struct AnswerOptions: ParsableArguments {
    @Argument(help: "The run.")
    var run: String

    @Option(help: "A note that is recorded with the answer.")
    var comment: String?

    @Option(help: ArgumentHelp("The step, where several wait.", valueName: "path"))
    var step: String?

    @Option(
        help: ArgumentHelp(
            "Answer only what you saw: the fingerprint that `moondock show` prints with the question.",
            valueName: "fingerprint"))
    var seen: String?

    @Flag(help: "Resume the run in this process once it is decided, if no other one does.")
    var resume = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func validate() throws {
        if let seen, seen.count < 6 || !seen.allSatisfy(\.isHexDigit) {
            throw ValidationError("--seen takes the fingerprint's 8 hexadecimal digits, not '\(seen)'")
        }
    }

    func give(
        isApproved: Bool, fields: [String: String], _ output: OutputOptions, _ secrets: SecretOptions
    ) async throws {
        let project = options.project()
        let store = try options.store(of: project)
        let record = try await options.run(run, in: store, of: project)
        if resume { try project.rejectForeign(record) }
        let answer = ApprovalAnswer(
            isApproved: isApproved, identity: Identity.ofProcess, channel: "cli", comment: comment, fields: fields,
            fingerprint: seen)
        let settled = try await store.decide(run: record.id, path: step, answer: answer, at: .now)
        guard !settled.isTimedOut else { throw CommandError(4, "too late: the request \(settled.outcome)") }
        // Parked, or waiting in a process that died.
        let hasLiveOwner = try await store.hasLiveOwner(record.id)
        let isLeft = settled.state != .pending && !record.status.isEnded && !hasLiveOwner
        let resumes = resume && isLeft
        if output.json {
            print(try JSONText.encode(ApprovalJSON(settled)))
        } else {
            // What follows is written by the console, which does not wait for what is printed here.
            defer { fflush(nil) }
            print("\(settled.tally.map { "recorded, \($0)" } ?? settled.state.rawValue): \(settled.request.message)")
            if isLeft, !resumes { print("resume it with: moondock resume \(record.id)") }
            if hasLiveOwner, let process = record.stoppedProcess { print("but \(process)") }
        }
        guard resumes else { return try store.close() }
        let console = try output.console()
        let session = RunSession(
            project: project, store: store, console: console, secrets: secrets.store(),
            approvals: RunSession.policy(approveAll: false, wait: false, console: console),
            reach: options.reach(of: project))
        let code = await session.execute(record.id) { controller, control in
            await controller.resume(record, control: control)
        }
        try? store.close()
        throw ExitCode(code)
    }
}

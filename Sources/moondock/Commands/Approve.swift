import ArgumentParser
import Foundation
import Journal

struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Say yes to a run that waits for approval.")

    @OptionGroup var answer: AnswerOptions

    func run() async throws { try await answer.give(isApproved: true) }
}

struct Reject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Say no to a run that waits for approval.")

    @OptionGroup var answer: AnswerOptions

    func run() async throws { try await answer.give(isApproved: false) }
}

/// What `approve` and `reject` have in common.
struct AnswerOptions: ParsableArguments {
    @Argument(help: "The run.")
    var run: String

    @Option(help: "A note that is recorded with the answer.")
    var comment: String?

    @Option(help: ArgumentHelp("The step, where several wait.", valueName: "path"))
    var step: String?

    @Flag(help: "Print the recorded answer as JSON.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func give(isApproved: Bool) async throws {
        let project = options.project()
        let store = try options.store(of: project)
        let record = try await store.find(run)
        let answer = ApprovalAnswer(
            isApproved: isApproved, identity: CurrentUser.identity, channel: "cli", comment: comment)
        let settled = try await store.decide(run: record.id, path: step, answer: answer, at: .now)
        guard settled.state != .expired else {
            throw CommandError(4, "too late: the request expired; nobody answered in time")
        }
        if json {
            print(try JSONText.encode(ApprovalJSON(settled)))
        } else {
            print("\(settled.state.rawValue): \(settled.request.message)")
            if record.status == .parked { print("carry on with: moondock resume \(record.id)") }
        }
        try store.close()
    }
}

import Console
import Journal
import Recipes

/// Requests approvals on the terminal that shows the run.
struct TerminalApprovals: ApprovalPrompting {
    let console: Console
    let prompt: ApprovalPrompt

    func ask(_ record: ApprovalRecord) async -> TerminalAnswer? {
        console.pause()
        defer { console.resume() }
        switch await prompt.ask(record.request, run: record.run, tally: record.tally) {
        case .approved(let comment, let fields):
            return TerminalAnswer(isApproved: true, comment: comment, fields: fields)
        case .rejected(let comment): return TerminalAnswer(isApproved: false, comment: comment)
        case .cancelled, .endOfInput: return nil
        }
    }

    func show(_ record: ApprovalRecord) async {
        prompt.withdraw(record.decidedBy == nil ? record.outcome : "\(record.outcome) elsewhere")
    }
}

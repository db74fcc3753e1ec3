import Console
import Journal
import Recipes

/// Asks for approvals on the terminal that shows the run.
struct TerminalApprovals: ApprovalPrompting {
    let console: Console
    let prompt: ApprovalPrompt

    func ask(_ record: ApprovalRecord) async -> TerminalAnswer? {
        console.pause()
        defer { console.resume() }
        switch await prompt.ask(record.request, run: record.run, standing: record.standing) {
        case .approved(let comment, let fields):
            return TerminalAnswer(isApproved: true, comment: comment, fields: fields)
        case .rejected(let comment): return TerminalAnswer(isApproved: false, comment: comment)
        case .cancelled, .endOfInput: return nil
        }
    }

    func tell(_ record: ApprovalRecord) async {
        prompt.withdraw(record.decidedBy == nil ? record.outcome : "\(record.outcome) elsewhere")
    }
}

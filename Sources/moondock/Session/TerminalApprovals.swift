import Console
import Journal
import Recipes

/// Asks for approvals on the terminal that shows the run.
struct TerminalApprovals: ApprovalPrompting {
    let console: Console
    let prompt: ApprovalPrompt

    func ask(_ request: ApprovalRequest, run: RunID) async -> (isApproved: Bool, comment: String?)? {
        console.pause()
        defer { console.resume() }
        switch await prompt.ask(request, run: run) {
        case .approved(let comment): return (true, comment)
        case .rejected(let comment): return (false, comment)
        case .cancelled, .endOfInput: return nil
        }
    }

    func tell(_ record: ApprovalRecord) async {
        prompt.withdraw("\(record.state.rawValue)\(record.decidedBy.map { " by \($0)" } ?? "") elsewhere")
    }
}

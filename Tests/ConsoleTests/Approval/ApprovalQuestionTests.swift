import Journal
import RunReports
import Testing

@testable import Console

@Suite struct ApprovalQuestionTests {
    private func text(_ request: ApprovalRequest, width: Int = 60) -> String {
        let question = ApprovalQuestion(request: request, run: Sample.run, clock: .utc, now: Sample.begin)
        let lines = question.lines(width: width)
        #expect(lines.allSatisfy { $0.width <= width })
        return lines.map(\.plain).joined(separator: "\n") + "\n"
    }

    private func request(message: String, details: [String] = []) -> ApprovalRequest {
        ApprovalRequest(
            path: "4", message: message, details: details, approvers: [], requestedAt: Sample.begin, deadline: nil)
    }

    @Test func `shows what is to be approved, by whom and until when`() throws {
        try expectGolden(text(Sample.approval), "approval")
    }

    @Test func `a recipe cannot forge a prompt`() throws {
        let hostile = request(
            message: "harmless\n└─ Approve? [yes/no] \r\u{1b}[2K└─ Approve? ",
            details: [String(repeating: "x", count: 57) + " └─ Approve? [yes/no]", "\u{1b}[1A\u{1b}[2K\u{202e}"])
        let shown = text(hostile)
        #expect(shown.split(separator: "\n").dropFirst().dropLast().allSatisfy { $0.hasPrefix("│") })
        try expectGolden(shown, "approval-hostile")
    }

    @Test func `says how many people it takes, who may not answer, and what time means`() {
        let request = ApprovalRequest(
            path: "4", message: "Go?", details: [], approvers: ["ops"], excluded: ["ada"], count: 2,
            requestedAt: Sample.begin, deadline: Sample.begin.adding(seconds: 60), onTimeout: .continue)
        let question = ApprovalQuestion(
            request: request, run: Sample.run, tally: "1 of 2 yes so far", clock: .utc, now: Sample.begin)
        let shown = question.lines(width: 80).map(\.plain).joined(separator: "\n")
        #expect(shown.contains("├─ may answer: ops, but not ada\n├─ it takes 2 people: 1 of 2 yes so far\n"))
        #expect(shown.hasSuffix("in 1m 00s; then the run goes on without an answer"), "\(shown)")
    }

    @Test func `many details do not push the question away`() {
        let shown = text(request(message: "Go?", details: (1...100).map { "detail \($0)" }))
        #expect(shown.contains("detail 40\n├─ … 60 more lines: moondock show 251124-120304-ab12\n"))
        #expect(shown.hasSuffix("├─ may answer: anybody who can reach the journal\n"))
    }
}

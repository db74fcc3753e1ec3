import Foundation
public import Journal
public import RunReports
import Synchronization
import TextSafety

/// Asks a person at the terminal for approval. Pause the run's renderer while it asks.
public final class ApprovalPrompt: Sendable {
    private struct State {
        var reader: LineReader
        var interruption: Interruption?
        var note: String?
    }

    private let output: any TextOutput
    private let palette: Palette
    private let clock: ClockText
    private let width: @Sendable () -> Int
    private let state: Mutex<State>

    /// Makes a prompt.
    /// - Parameters:
    ///   - input: the descriptor answers are read from.
    ///   - output: where the question goes.
    ///   - palette: the colours.
    ///   - clock: how times are shown.
    ///   - width: the present columns of the terminal.
    public init(
        input: Int32 = 0, output: any TextOutput = DescriptorOutput(2), palette: Palette, clock: ClockText = .local,
        width: @escaping @Sendable () -> Int = { TerminalSize.of(descriptor: 2)?.columns ?? 80 }
    ) {
        self.output = output
        self.palette = palette
        self.clock = clock
        self.width = width
        state = Mutex(State(reader: LineReader(descriptor: input)))
    }

    /// Whether somebody can be asked: both descriptors are terminals.
    public static func isPossible(input: Int32 = 0, output: Int32 = 2) -> Bool {
        isatty(input) == 1 && isatty(output) == 1
    }

    /// Asks until there is a yes or a no, the question is withdrawn, or the input ends.
    ///
    /// Cancelling the task withdraws the question. Only one question may be open at a time.
    /// - Parameters:
    ///   - request: what is to be approved.
    ///   - run: the run that waits.
    ///   - tally: how many others have said yes, in a few words, where it takes more than one.
    public func ask(_ request: ApprovalRequest, run: RunID, tally: String? = nil) async -> ApprovalReply {
        guard let interruption = Interruption() else { return .endOfInput }
        let reader = state.withLock { state in
            state.interruption = interruption
            state.note = nil
            return state.reader
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Waiting for a person would hold up a thread of the cooperative pool.
                Thread.detachNewThread { [reader] in
                    var reader = reader
                    reader.discardTypedAhead()
                    let question = ApprovalQuestion(
                        request: request, run: run, tally: tally, clock: self.clock, now: .now)
                    let reply = self.converse(question, reader: &reader, interruption: interruption)
                    self.state.withLock { [reader] state in
                        state.reader = reader
                        state.interruption = nil
                    }
                    continuation.resume(returning: reply)
                }
            }
        } onCancel: {
            interruption.signal()
        }
    }

    /// Withdraws the question, because somebody else answered it first. Does nothing while no question is open.
    /// - Parameter note: who did what, such as `approved by eva with moondock approve`; shown below the question.
    public func withdraw(_ note: String) {
        state.withLock { state in
            guard let interruption = state.interruption else { return }
            state.note = note
            interruption.signal()
        }
    }

    private func converse(
        _ question: ApprovalQuestion, reader: inout LineReader, interruption: Interruption
    ) -> ApprovalReply {
        show(question.lines(width: width()))
        while true {
            say(StyledText("└─ ", .accent) + StyledText("Approve? [yes/no] ", .strong))
            switch reader.next(unless: interruption) {
            case .interrupted: return withdrawn()
            case .endOfInput: return ended(question)
            case .line(let line):
                guard let isApproved = Self.answer(line) else {
                    show([StyledText("   type yes or no", .faint)])
                    continue
                }
                return rest(isApproved, question, reader: &reader, interruption: interruption)
            }
        }
    }

    /// The form, where it is a yes, and the comment.
    private func rest(
        _ isApproved: Bool, _ question: ApprovalQuestion, reader: inout LineReader, interruption: Interruption
    ) -> ApprovalReply {
        var fields: [String: String] = [:]
        for field in isApproved ? question.request.form : [] {
            switch value(of: field, in: question, reader: &reader, interruption: interruption) {
            case .success(let value): fields[field.name] = value
            case .failure(let reply): return reply.reply
            }
        }
        say(StyledText("   Comment (may be empty): ", .strong))
        switch reader.next(unless: interruption) {
        case .interrupted: return withdrawn()
        case .endOfInput: return ended(question)
        case .line(let line):
            let comment = line.trimmingCharacters(in: .whitespacesAndNewlines)
            let kept = comment.isEmpty ? nil : comment
            return isApproved ? .approved(comment: kept, fields: fields) : .rejected(comment: kept)
        }
    }

    /// Prompts for a field until what is typed is one; nothing typed means its default.
    private func value(
        of field: ApprovalField, in question: ApprovalQuestion, reader: inout LineReader, interruption: Interruption
    ) -> Result<String?, NoReply> {
        if let help = field.help { show([StyledText("   \(SafeText.neutralised(help))", .faint)]) }
        let fallback = field.fallback.map { ", default \($0)" } ?? (field.isRequired ? "" : ", may be empty")
        while true {
            say(StyledText("   \(field.name) (\(SafeText.neutralised(field.expectation + fallback))): ", .strong))
            switch reader.next(unless: interruption) {
            case .interrupted: return .failure(NoReply(reply: withdrawn()))
            case .endOfInput: return .failure(NoReply(reply: ended(question)))
            case .line(let line):
                let typed = line.trimmingCharacters(in: .whitespacesAndNewlines)
                if typed.isEmpty, field.fallback != nil || !field.isRequired { return .success(nil) }
                if let value = try? field.value(of: typed) { return .success(value) }
                show([StyledText("   it takes \(SafeText.neutralised(field.expectation))", .faint)])
            }
        }
    }

    static func answer(_ line: String) -> Bool? {
        switch line.trimmingCharacters(in: .whitespacesAndNewlines).lowercased() {
        case "y", "yes": true
        case "n", "no": false
        default: nil
        }
    }

    private func withdrawn() -> ApprovalReply {
        let note = state.withLock { $0.note }
        show([.empty] + (note.map { [StyledText("   \($0)", .warning)] } ?? []))
        return .cancelled
    }

    private func ended(_ question: ApprovalQuestion) -> ApprovalReply {
        let run = question.run
        let fields = question.request.form.filter(\.isNeeded).map { " --field \($0.name)=…" }.joined()
        show([
            .empty,
            StyledText(
                "   nothing was answered; answer later: moondock approve \(run)\(fields), or moondock reject \(run)",
                .faint),
        ])
        return .endOfInput
    }

    private func show(_ lines: [StyledText]) { output.write(lines.map { $0.rendered(palette) + "\n" }.joined()) }

    private func say(_ line: StyledText) { output.write(line.rendered(palette)) }
}

/// The conversation ended before the form was filled in.
private struct NoReply: Error {
    let reply: ApprovalReply
}

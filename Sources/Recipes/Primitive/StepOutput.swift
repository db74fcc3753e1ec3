import Synchronization
import TextSafety

/// Output of a step that comes in pieces: its lines go to the run's log as they come, and its end can be kept. It is masked
/// before anything is cut.
public final class StepOutput: Sendable {
    /// How much of one line is logged, in bytes; the rest of it is left out.
    public static let maximumLineLength = 16 << 10

    private struct State {
        var lines: MaskedLines
        var tail: [UInt8] = []
        var isCut = false
    }

    private let state: Mutex<State>
    private let step: StepContext
    private let kept: Int
    private let shown: ShownLines?

    /// Makes an output.
    /// - Parameters:
    ///   - step: the step it belongs to.
    ///   - kept: how much of its end is kept, in bytes.
    ///   - shown: what has been logged before, and comes once more.
    public init(_ step: StepContext, keeping kept: Int = 0, omitting shown: ShownLines? = nil) {
        self.step = step
        self.kept = kept
        self.shown = shown
        state = Mutex(State(lines: MaskedLines(step.run.secrets, limit: Self.maximumLineLength)))
    }

    /// The end of what came; it begins with a whole character where it is text.
    public var tail: [UInt8] {
        state.withLock { state in
            guard state.tail.count > kept else { return state.tail }
            // Continuation bytes of UTF-8 whose character has been cut.
            return Array(state.tail.suffix(kept).drop { $0 & 0xc0 == 0x80 })
        }
    }

    /// The last lines of what is kept, empty ones left out.
    public func lastLines(_ count: Int) -> [String] {
        tail.split { $0 == 10 || $0 == 13 }.suffix(count).map { SafeText.decoded($0) }
    }

    /// Whether more came than is kept.
    public var isCut: Bool { state.withLock { $0.isCut || $0.tail.count > kept } }

    /// Takes some bytes.
    public func receive(_ bytes: some Sequence<UInt8>) {
        report(state.withLock { keep($0.lines.append(bytes), &$0) })
    }

    /// Takes the end: the last line may lack its own.
    public func finish() { report(state.withLock { keep($0.lines.finish(), &$0) }) }

    private func report(_ lines: [String]) { for line in lines where shown?.take(line) != true { step.output(line) } }

    private func keep(_ masked: (bytes: [UInt8], lines: [String]), _ state: inout State) -> [String] {
        guard kept > 0 else { return masked.lines }
        state.tail += masked.bytes
        if state.tail.count > 4 * kept {
            state.tail.removeFirst(state.tail.count - 2 * kept)
            state.isCut = true
        }
        return masked.lines
    }
}

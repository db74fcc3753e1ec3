import Recipes
import Synchronization

/// One stream of a command: its lines go to the log as they come, its end is kept.
final class CommandOutput: Sendable {
    /// How much of the end is kept, in bytes.
    static let kept = 64 << 10
    /// How much of one line is logged, in bytes; the rest of it is left out.
    static let longestLine = 16 << 10

    private struct State {
        var tail: [UInt8] = []
        var line: [UInt8] = []
        var isCut = false
    }

    private let state = Mutex(State())
    private let step: StepContext

    init(_ step: StepContext) { self.step = step }

    /// The end of what came, secrets masked.
    var tail: String {
        let bytes = state.withLock { state in
            guard state.tail.count > Self.kept else { return state.tail }
            // From the next whole line on, so that no half of a secret is left over.
            let end = state.tail.suffix(Self.kept)
            return Array(end.firstIndex(of: 10).map { end[($0 + 1)...] } ?? end)
        }
        return step.run.secrets.mask(String(decoding: bytes, as: UTF8.self))
    }

    /// Takes some bytes.
    func receive(_ bytes: UnsafeRawBufferPointer) {
        let lines = state.withLock { state in
            state.tail.append(contentsOf: bytes)
            if state.tail.count > 4 * Self.kept { state.tail.removeFirst(state.tail.count - 2 * Self.kept) }
            var lines: [String] = []
            for part in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
                if part.offset > 0 { lines.append(Self.take(&state)) }
                let room = Self.longestLine - state.line.count
                if part.element.count > room { state.isCut = true }
                state.line.append(contentsOf: part.element.prefix(max(0, room)))
            }
            return lines
        }
        for line in lines { step.output(line) }
    }

    /// Takes the last line, which may lack its end.
    func finish() {
        let last = state.withLock { $0.line.isEmpty ? nil : Self.take(&$0) }
        if let last { step.output(last) }
    }

    private static func take(_ state: inout State) -> String {
        defer {
            state.line.removeAll(keepingCapacity: true)
            state.isCut = false
        }
        return String(decoding: state.line, as: UTF8.self) + (state.isCut ? " …" : "")
    }
}

import Synchronization

/// The error output of a tool: cut into lines, cleaned, masked, passed on, and kept up to a limit.
final class DiagnosticOutput: Sendable {
    /// More than this is dropped: a failing client can print whole tables.
    static let limit = 64 * 1024

    private struct State {
        var unfinished: [UInt8] = []
        var lines: [String] = []
        var received = 0
    }

    private let state = Mutex(State())
    private let secret: String?
    private let log: @Sendable (String) -> Void
    private let mask: @Sendable (String) -> String

    /// - Parameters:
    ///   - secret: text that is replaced wherever it appears.
    ///   - mask: takes out of a line what else nobody may read.
    ///   - log: receives each line.
    init(
        masking secret: String?, mask: @escaping @Sendable (String) -> String = { $0 },
        log: @escaping @Sendable (String) -> Void
    ) {
        self.secret = secret.flatMap { $0.isEmpty ? nil : $0 }
        self.mask = mask
        self.log = log
    }

    func receive(_ bytes: UnsafeRawBufferPointer) {
        let lines = state.withLock { state in
            let accepted = bytes.prefix(max(0, Self.limit - state.received))
            state.received += bytes.count
            state.unfinished.append(contentsOf: accepted)
            var parts = state.unfinished.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            state.unfinished = Array(parts.removeLast())
            return append(parts.map(Array.init), to: &state)
        }
        lines.forEach(log)
    }

    /// Takes the last line, which may lack its line break.
    func finish() {
        let lines = state.withLock { state in
            // What the limit has cut could end with half of a secret.
            let rest = state.received > Self.limit ? [] : state.unfinished
            state.unfinished = []
            return append([rest], to: &state)
        }
        lines.forEach(log)
    }

    /// All lines so far.
    var lines: [String] { state.withLock { $0.lines } }

    /// The lines as one text.
    var text: String { lines.joined(separator: "\n") }

    private func append(_ raw: [[UInt8]], to state: inout State) -> [String] {
        // Masked before the line is cut, so that no part of a secret survives the cut.
        let clean = raw.map { PrintableText.line(masked(String(decoding: $0, as: UTF8.self))) }.filter { !$0.isEmpty }
        state.lines += clean
        return clean
    }

    private func masked(_ line: String) -> String {
        let line = mask(line)
        guard let secret else { return line }
        return line.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "•••")
    }
}

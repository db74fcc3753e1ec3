internal import Processes
internal import Synchronization

/// What a script prints, between its two marks.
final class MarkedStream: Sendable {
    private struct State {
        var hasBegun = false
        /// What may be a part of a mark.
        var held: [UInt8] = []
        /// How many bytes have been passed on.
        var count = 0
    }

    /// What stands before the first mark is not kept beyond this.
    private static let noiseLimit = 64 << 10
    /// What follows a mark and is longer is no end.
    private static let endLimit = 8 << 10

    private let mark: [UInt8]
    private let sink: ProgramRun.Sink
    private let state = Mutex(State())

    init(mark: String, sink: @escaping ProgramRun.Sink) {
        self.mark = Array(mark.utf8)
        self.sink = sink
    }

    /// Whether the script has begun.
    var hasBegun: Bool { state.withLock(\.hasBegun) }

    /// How many bytes have been passed on.
    var count: Int { state.withLock(\.count) }

    /// What came of the script; `nil` where its end was not printed.
    var end: String? {
        state.withLock { state in
            guard state.hasBegun, state.held.starts(with: mark), state.held.last == 10 else { return nil }
            return String(decoding: state.held.dropFirst(mark.count + 1).dropLast(), as: UTF8.self)
        }
    }

    /// Takes what was printed.
    func take(_ bytes: UnsafeRawBufferPointer) throws {
        let ready = state.withLock { state in
            state.held += bytes
            if !state.hasBegun { begin(&state) }
            return state.hasBegun ? release(&state) : []
        }
        if ready.isEmpty { return }
        try ready.withUnsafeBytes { try sink($0) }
    }

    /// Passes on what was held back, where it is known to be no mark.
    func flush() throws {
        let rest = state.withLock { state in
            defer { state.held = [] }
            state.count += state.held.count
            return state.held
        }
        if rest.isEmpty { return }
        try rest.withUnsafeBytes { try sink($0) }
    }

    private func begin(_ state: inout State) {
        guard let place = Self.place(of: mark + [10], in: state.held) else {
            if state.held.count > Self.noiseLimit { state.held.removeFirst(state.held.count - mark.count) }
            return
        }
        state.held.removeFirst(place + mark.count + 1)
        state.hasBegun = true
    }

    /// What cannot belong to the last mark.
    private func release(_ state: inout State) -> [UInt8] {
        var keep = Self.place(of: mark, in: state.held) ?? state.held.count
        if state.held.count - keep > Self.endLimit { keep = state.held.count }
        if keep == state.held.count {
            let longest = min(mark.count - 1, state.held.count)
            if longest > 0,
                let part = (1...longest).last(where: { state.held.suffix($0).elementsEqual(mark.prefix($0)) })
            {
                keep -= part
            }
        }
        let ready = Array(state.held[..<keep])
        state.held.removeFirst(keep)
        state.count += ready.count
        return ready
    }

    private static func place(of part: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= part.count, let first = part.first else { return nil }
        var start = 0
        while let next = bytes[start...].firstIndex(of: first), next + part.count <= bytes.count {
            if bytes[next..<next + part.count].elementsEqual(part) { return next }
            start = next + 1
        }
        return nil
    }
}

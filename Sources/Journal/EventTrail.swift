import Foundation

/// A second record of a run beside the journal: one line for each event, written when the event is on disk.
///
/// A journal can go back: an old copy is put in its place, or its write-ahead log is cut off at a damaged byte, and what
/// is left is whole. The trail then has what the journal has no more. It is written and not synced with each commit, which
/// is enough for a process that is killed, and synced when the run is given up.
final class EventTrail: Sendable {
    /// One event.
    struct Entry: Hashable, Sendable {
        let event: Int64
        /// Its kind, the primitive and the path of its step, as people read them.
        let text: String
        /// The beginning of its hash.
        let mark: String

        init(event: Int64, kind: String, primitive: String?, path: String, hash: ContentHash) {
            self.event = event
            mark = Self.mark(of: hash)
            // A path comes from a process that is not trusted: it must not make lines.
            let safe = path.unicodeScalars.map { $0.properties.generalCategory == .control ? "_" : String($0) }.joined()
            text = [kind, primitive, safe.isEmpty ? nil : "step \(safe)"].compactMap(\.self).joined(separator: " ")
        }

        init?(line: Substring) {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3, let event = Int64(parts[0]), event > 0, parts[1].count == 16 else { return nil }
            (self.event, mark, text) = (event, String(parts[1]), String(parts[2]))
        }

        var line: String { "\(event) \(mark) \(text)\n" }

        static func mark(of hash: ContentHash) -> String { String(hash.description.prefix(16)) }
    }

    /// Where the trail of a run is.
    let url: URL
    private let descriptor: Int32

    /// Opens the trail of a run, to go on with it.
    init(of run: RunID, in state: StateFolder) throws {
        url = Self.url(of: run, in: state.url)
        try state.makeFolder(for: url)
        descriptor = try state.open(url, O_RDWR | O_APPEND)
        try endLine()
    }

    /// Ends a line that was cut short, so that the next one is not added to it.
    private func endLine() throws {
        let size = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        guard size > 0, pread(descriptor, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") else { return }
        guard write(descriptor, "\n", 1) == 1 else {
            throw JournalError.unusable(path: url.path, reason: SystemErrorText.text(errno))
        }
    }

    deinit { close(descriptor) }

    static func url(of run: RunID, in folder: URL) -> URL {
        folder.appendingPathComponent("runs/\(run)/events")
    }

    /// Adds events.
    func add(_ entries: [Entry]) throws {
        guard !entries.isEmpty else { return }
        var text = entries.map(\.line).joined()
        try text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = write(descriptor, rest.baseAddress, rest.count)
                if count > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                } else if count < 0, errno == EINTR {
                    continue
                } else {
                    throw JournalError.unusable(path: url.path, reason: SystemErrorText.text(errno))
                }
            }
        }
    }

    /// Puts on disk what was added.
    func sync() throws {
        guard fdatasync(descriptor) == 0 else {
            throw JournalError.unusable(path: url.path, reason: SystemErrorText.text(errno))
        }
    }

    /// The events of a trail; `nil` where there is none.
    ///
    /// A line with a number that was there before takes the place of that one and of all after it: a person has accepted
    /// that the journal went back. What cannot be read is passed over, such as a line that was cut short by a power failure.
    static func entries(of run: RunID, in folder: URL) -> [Entry]? {
        guard let data = FileManager.default.contents(atPath: url(of: run, in: folder).path) else { return nil }
        var entries: [Entry] = []
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            guard let entry = Entry(line: line) else { continue }
            while let last = entries.last, last.event >= entry.event { entries.removeLast() }
            entries.append(entry)
        }
        return entries
    }
}

import Foundation
import Journal

/// A second record of a run beside the journal: one line for each event, written when the event is on disk.
///
/// A journal can go back: an old copy is put in its place, or its write-ahead log is cut off at a damaged byte, and
/// what is left is whole. The trail then has what the journal has no more. It is written and not synced with each
/// commit, which is enough for a process that is killed, and synced when the run is given up.
final class EventTrail: Sendable {
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
    func add(_ entries: [TrailEntry]) throws {
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
    /// A line with a number that was there before takes the place of that one and of all after it: a person has
    /// accepted that the journal went back. What cannot be read is skipped, such as a line that was cut short by a
    /// power failure.
    static func entries(of run: RunID, in folder: URL) -> [TrailEntry]? {
        guard let data = FileManager.default.contents(atPath: url(of: run, in: folder).path) else { return nil }
        var entries: [TrailEntry] = []
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            guard let entry = TrailEntry(line: line) else { continue }
            while let last = entries.last, last.event >= entry.event { entries.removeLast() }
            entries.append(entry)
        }
        return entries
    }
}

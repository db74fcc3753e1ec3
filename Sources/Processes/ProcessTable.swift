internal import CProcesses
internal import Glibc

/// The processes of this machine at one moment, as `/proc` has them.
public struct ProcessTable: Sendable {
    /// One process.
    public struct Entry: Hashable, Sendable {
        /// Its number.
        public let process: Int32
        /// The process it belongs to.
        public let parent: Int32
        /// Its group.
        public let group: Int32
        /// What its program is called, in at most 15 bytes.
        public let name: String
        /// Whether it has ended and waits for its parent to notice.
        public let hasEnded: Bool
    }

    /// All of them.
    public let entries: [Entry]

    /// Reads the table.
    public init() {
        var entries: [Entry] = []
        if let folder = opendir("/proc") {
            while let item = readdir(folder) {
                let first = item.pointee.d_name.0
                guard first >= 48, first <= 57 else { continue }
                let number = withUnsafeBytes(of: item.pointee.d_name) { bytes in
                    Int32(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
                }
                if let number, let entry = Self.entry(of: number) { entries.append(entry) }
            }
            closedir(folder)
        }
        self.entries = entries
    }

    /// Those that belong to some processes, directly or through others, without these themselves.
    public func descendants(of roots: Set<Int32>) -> [Entry] {
        let children = Dictionary(grouping: entries, by: \.parent)
        var found: [Entry] = []
        var next = Array(roots)
        while let parent = next.popLast() {
            for child in children[parent] ?? [] where !roots.contains(child.process) {
                found.append(child)
                next.append(child.process)
            }
        }
        return found
    }

    /// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    private static func entry(of process: Int32) -> Entry? {
        guard let bytes = contents("/proc/\(process)/stat", limit: 1024) else { return nil }
        // The name stands in brackets, and may have brackets and spaces of its own.
        guard let start = bytes.firstIndex(of: 40), let end = bytes.lastIndex(of: 41), start < end else { return nil }
        let fields = bytes[(end + 1)...].split(separator: 32)
        guard fields.count > 2, let parent = Int32(text(fields[1])), let group = Int32(text(fields[2])) else {
            return nil
        }
        let state = fields[0].first ?? 0
        return Entry(
            process: process, parent: parent, group: group, name: text(bytes[(start + 1)..<end]),
            hasEnded: state == UInt8(ascii: "Z") || state == UInt8(ascii: "X"))
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The beginning of a file; `nil` where it cannot be read.
    static func contents(_ path: String, limit: Int) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < limit {
                let more = read(file, buffer.baseAddress.map { $0 + count }, limit - count)
                if more < 0, errno == EINTR { continue }
                guard more > 0 else { break }
                count += more
            }
        }
    }
}

extension ProcessTable {
    /// The processes that were started with a variable of this value, as `/proc` shows their first environment.
    public func processes(with variable: String, _ value: String) -> Set<Int32> {
        let mark = "\(variable)=\(value)"
        return Set(
            entries.map(\.process).filter { process in
                guard let environment = Self.contents("/proc/\(process)/environ", limit: 1 << 21) else { return false }
                return mdl_has_variable(environment, environment.count, mark)
            })
    }

    /// How a process was called, its arguments beside one another; its name where that is not to be had.
    public func commandLine(of entry: Entry) -> String {
        let words = (Self.contents("/proc/\(entry.process)/cmdline", limit: 4096) ?? []).split(separator: 0)
        return words.isEmpty ? entry.name : words.map(Self.text).joined(separator: " ")
    }
}

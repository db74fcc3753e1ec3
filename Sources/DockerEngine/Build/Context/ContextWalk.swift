import Foundation

/// Walks a build context in the order of names, one entry at a time, and leaves out what is ignored.
///
/// What is gone by the time it is looked at was never there, as with docker.
struct ContextWalk {
    private let root: String
    private let rules: IgnoreRules
    /// Paths whose place something else takes.
    private let replaced: Set<String>
    /// The names still to visit in each directory from the root down to where the walk stands, last name first.
    private var levels: [Level]
    /// What was left out though no rule says so, in words; emptied by whoever reads it.
    var remarks: [String] = []

    private struct Level {
        var prefix: String
        var names: [String]
        var verdict: IgnoreRules.Verdict?
    }

    init(root: String, rules: IgnoreRules, replaced: Set<String>) throws(BuildContextError) {
        self.root = root
        self.rules = rules
        self.replaced = replaced
        guard let names = try Self.names(in: root, shownAs: ".") else {
            throw BuildContextError(.directoryMissing, path: root, message: "there is no such directory")
        }
        levels = [Level(prefix: "", names: names)]
    }

    /// The next entry to send; nil at the end.
    mutating func next() throws(BuildContextError) -> ContextEntry? {
        while let level = levels.indices.last {
            guard let name = levels[level].names.popLast() else {
                levels.removeLast()
                continue
            }
            let path = levels[level].prefix + name
            if replaced.contains(path) { continue }
            let verdict = rules.verdict(on: path, parent: levels[level].verdict)
            guard let status = try Self.status(of: "\(root)/\(path)", shownAs: path) else { continue }
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            if isDirectory, !verdict.isIgnored || rules.mayHaveExceptions(below: path) {
                guard let names = try Self.names(in: "\(root)/\(path)", shownAs: path) else { continue }
                levels.append(Level(prefix: path + "/", names: names, verdict: verdict))
            }
            if !verdict.isIgnored, let entry = try entry(path, status) { return entry }
        }
        return nil
    }

    private mutating func entry(_ path: String, _ status: stat) throws(BuildContextError) -> ContextEntry? {
        let kind: ContextEntry.Kind
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file(size: Int64(status.st_size))
        case S_IFDIR: kind = .directory
        case S_IFLNK:
            guard let target = try Self.linkTarget("\(root)/\(path)", shownAs: path) else { return nil }
            kind = .link(target: target)
        case S_IFIFO: kind = .pipe
        case S_IFCHR, S_IFBLK:
            kind = .device(
                isBlock: status.st_mode & S_IFMT == S_IFBLK, major: Self.major(status.st_rdev),
                minor: Self.minor(status.st_rdev))
        default:
            // No archive can hold a socket; whoever listens there makes it anew.
            remarks.append("left out \(ByteName.shown(path)), a socket")
            return nil
        }
        return ContextEntry(
            path: path, kind: kind, mode: UInt32(status.st_mode & 0o7777), modified: Int64(status.st_mtim.tv_sec))
    }

    /// The two numbers of a device as Linux packs them; C's macros for it cannot be called.
    private static func major(_ device: dev_t) -> UInt32 {
        UInt32(truncatingIfNeeded: (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF)
    }

    private static func minor(_ device: dev_t) -> UInt32 {
        UInt32(truncatingIfNeeded: device & 0xFF | (device >> 12) & ~0xFF)
    }

    /// Nil when it is gone.
    private static func status(of path: String, shownAs shown: String) throws(BuildContextError) -> stat? {
        var status = stat()
        if ByteName.withPath(path, { lstat($0, &status) }) == 0 { return status }
        return try absent(shown)
    }

    private static func linkTarget(_ path: String, shownAs shown: String) throws(BuildContextError) -> String? {
        let limit = Int(PATH_MAX)
        var buffer = [CChar](repeating: 0, count: limit)
        let count = ByteName.withPath(path) { readlink($0, &buffer, limit) } ?? -1
        guard count >= 0 else { return try absent(shown) }
        return ByteName.text(buffer[..<count].map { UInt8(bitPattern: $0) })
    }

    /// The names in a directory, in falling order of their bytes; nil when it is gone.
    private static func names(in directory: String, shownAs shown: String) throws(BuildContextError) -> [String]? {
        guard let stream = ByteName.withPath(directory, { opendir($0) }) else { return try absent(shown) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if bytes != [0x2E], bytes != [0x2E, 0x2E] { names.append(ByteName.text(bytes)) }
        }
        return names.sorted { $1.utf8.lexicographicallyPrecedes($0.utf8) }
    }

    /// Nil for what is gone; an error for what is there and cannot be read.
    private static func absent<Value>(_ path: String) throws(BuildContextError) -> Value? {
        let number = errno
        if number == ENOENT || number == ENOTDIR { return nil }
        throw BuildContextError(.unreadable, path: ByteName.shown(path), message: String(cString: strerror(number)))
    }
}

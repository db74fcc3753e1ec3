import Foundation

/// Walks a build context in the order of names, one entry at a time, and leaves out what is ignored.
struct ContextWalk {
    private let root: String
    private let rules: IgnoreRules
    /// The names still to visit in each directory from the root down to where the walk stands, last name first.
    private var levels: [Level]

    private struct Level {
        var prefix: String
        var names: [String]
        var verdict: IgnoreRules.Verdict?
    }

    init(root: String, rules: IgnoreRules) throws(BuildContextError) {
        self.root = root
        self.rules = rules
        levels = [Level(prefix: "", names: try Self.names(in: root, shownAs: "."))]
    }

    /// The next entry to send; nil at the end.
    mutating func next() throws(BuildContextError) -> ContextEntry? {
        while let level = levels.indices.last {
            guard let name = levels[level].names.popLast() else {
                levels.removeLast()
                continue
            }
            let path = levels[level].prefix + name
            let verdict = rules.verdict(on: path, parent: levels[level].verdict)
            let status = try Self.status(of: "\(root)/\(path)", shownAs: path)
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            if isDirectory, !verdict.isIgnored || rules.mayHaveExceptions(below: path) {
                let names = try Self.names(in: "\(root)/\(path)", shownAs: path)
                levels.append(Level(prefix: path + "/", names: names, verdict: verdict))
            }
            if !verdict.isIgnored { return try entry(path, status) }
        }
        return nil
    }

    private func entry(_ path: String, _ status: stat) throws(BuildContextError) -> ContextEntry {
        let kind: ContextEntry.Kind
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file(size: Int64(status.st_size))
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .link(target: try Self.linkTarget("\(root)/\(path)", shownAs: path))
        case let type:
            let name = [S_IFIFO: "a named pipe", S_IFSOCK: "a socket"][type] ?? "a device"
            throw BuildContextError(
                .unsupportedFile, path: path,
                message: "\(name) cannot be part of a build context; remove it or name it in .dockerignore")
        }
        return ContextEntry(
            path: path, kind: kind, mode: UInt32(status.st_mode & 0o7777), modified: Int64(status.st_mtim.tv_sec))
    }

    private static func status(of path: String, shownAs shown: String) throws(BuildContextError) -> stat {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw unreadable(shown) }
        return status
    }

    private static func linkTarget(_ path: String, shownAs shown: String) throws(BuildContextError) -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            count =
                buffer.baseAddress.map { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
                        readlink(path, $0, buffer.count)
                    }
                } ?? 0
            count = max(0, count)
        }
        guard !bytes.isEmpty, let target = String(validating: bytes, as: UTF8.self) else { throw unreadable(shown) }
        return target
    }

    /// The names in a directory, in falling order of their bytes.
    private static func names(in directory: String, shownAs shown: String) throws(BuildContextError) -> [String] {
        guard let stream = opendir(directory) else { throw unreadable(shown) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            guard let name else {
                throw BuildContextError(
                    .unsupportedFile, path: shown, message: "holds a file whose name is not valid UTF-8; rename it")
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $1.utf8.lexicographicallyPrecedes($0.utf8) }
    }

    private static func unreadable(_ path: String) -> BuildContextError {
        BuildContextError(.unreadable, path: path, message: String(cString: strerror(errno)))
    }
}

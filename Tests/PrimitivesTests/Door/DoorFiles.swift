import Foundation
import GRDB

/// The files of the world: a project, what a policy may name beside it, and what nobody may touch. Each holds its own
/// path between brackets, so that whatever shows up elsewhere shows where it is from.
struct DoorFiles: Sendable {
    /// The folder of everything, without links.
    let base: String
    var project: String { "\(base)/project" }

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("door-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard let real = realpath(folder.path, nil) else { throw POSIXError(.ENOENT) }
        base = String(cString: real)
        free(real)
        try fill()
    }

    /// Puts everything as it was.
    func renew() throws {
        try remove()
        try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
        try fill()
    }

    func remove() throws { try FileManager.default.removeItem(atPath: base) }

    /// Removes files.
    func remove(_ paths: some Sequence<String>) {
        for path in paths { try? FileManager.default.removeItem(atPath: "\(base)/\(path)") }
    }

    private func fill() throws {
        for path in Self.texts { try write(path, "text [[\(path)]]\n") }
        for folder in ["project/apps/web", "outside/context", "named/context"] {
            try write("\(folder)/Dockerfile", "FROM scratch\nLABEL from=\"[[\(folder)/Dockerfile]]\"\n")
        }
        for path in Self.programs {
            try write(path, "#!/bin/sh\n\(Self.report(path))\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(base)/\(path)")
        }
        for (path, target) in Self.links {
            try FileManager.default.createSymbolicLink(
                atPath: "\(base)/\(path)", withDestinationPath: target.replacing("BASE", with: base))
        }
        for path in Self.databases {
            let database = try DatabaseQueue(path: "\(base)/\(path)")
            try database.write { database in
                try database.execute(sql: "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('[[\(path)]]')")
            }
            try database.close()
        }
    }

    /// What a program says of itself: that it runs, where, and with which variables. Its text does not hold those
    /// words.
    static func report(_ path: String) -> String {
        "echo \"R\"\"AN[[\(path)]]\"; echo \"I\"\"N[[$(pwd -P)]]\"; export -p"
    }

    private func write(_ path: String, _ text: String) throws {
        let url = URL(fileURLWithPath: "\(base)/\(path)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private static let texts = [
        "project/moondock.lua", "project/moondock.lock", "project/main.lua", "project/environments/test.lua",
        "project/recipes/more.lua", "project/lib/own.lua", "project/libraries/evil/moondock.lua",
        "project/data/shop.txt", "project/data/deep/a.txt", "project/templates/t.conf", "project/.git/config",
        "project/.moondock/runs/1/log", "project/apps/web/page.html", "project/apps/other/x.txt",
        "project/tests/a.lua", "project/out/old.txt", "outside/secret.txt", "outside/context/file.txt",
        "outside/run/docker.sock", "named/context/file.txt", "named/notes.txt", "named/run/docker.sock",
    ]
    static let programs = [
        "project/scripts/deploy", "project/scripts/true", "project/data/deploy", "outside/program", "outside/true",
    ]
    private static let links = [
        ("project/link-out", "../outside"), ("project/link-secret", "../outside/secret.txt"),
        ("project/link-self", "."), ("project/link-loop", "link-loop"), ("project/link-named", "BASE/named"),
        ("project/data/link-manifest", "../moondock.lua"), ("project/data/link-data", "deep"),
        ("project/apps/link", "../../outside/context"), ("project/scripts/link", "../../outside/program"),
        ("named/link", "../outside"), ("named/back", "../project"),
    ]
    private static let databases = [
        "project/data/shop.sqlite", "project/.moondock/journal.sqlite", "outside/x.sqlite", "named/x.sqlite",
    ]

    /// What tells each file from what it becomes when it is written.
    func snapshot() -> [String: String] {
        var found: [String: String] = [:]
        guard let names = FileManager.default.enumerator(atPath: base) else { return found }
        for case let name as String in names {
            var status = stat()
            guard lstat("\(base)/\(name)", &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { continue }
            let time = status.st_mtim
            found[name] = "\(status.st_ino) \(status.st_size) \(time.tv_sec).\(time.tv_nsec) \(status.st_mode)"
        }
        return found
    }

    /// The files that are others than in an earlier snapshot, or gone, with what they hold now.
    func changes(since before: [String: String]) -> [String: String] {
        let now = snapshot()
        let names = Set(now.keys).union(before.keys).filter { now[$0] != before[$0] }
        return names.reduce(into: [:]) { changed, name in
            let bytes = FileManager.default.contents(atPath: "\(base)/\(name)") ?? Data()
            changed[name] = String(decoding: bytes, as: UTF8.self)
        }
    }
}

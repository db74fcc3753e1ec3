import Foundation

/// The directories in which client tools are looked for, best first.
struct ToolDirectories: Sendable, Hashable {
    let candidates: [String]

    /// - Parameter override: the only directory to look into; nil takes the versioned directories of the usual
    ///   packages, newest first, then `PATH`. Debian's `/usr/bin/pg_dump` is a wrapper that picks a version by rules
    ///   of its own, so the versioned directories come before it.
    init(override: String?) {
        if let override {
            candidates = [override]
            return
        }
        let versioned =
            Self.versions(below: "/usr/lib/postgresql", prefix: "") + Self.versions(below: "/usr", prefix: "pgsql-")
        let searched = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        candidates = versioned + searched.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    }

    /// The first directory that holds all of the tools.
    func first(holding tools: [String]) -> String? {
        all(holding: tools).first
    }

    /// Every directory that holds all of the tools, best first.
    func all(holding tools: [String]) -> [String] {
        candidates.filter { directory in
            tools.allSatisfy { FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)") }
        }
    }

    private static func versions(below parent: String, prefix: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        return names.filter { $0.hasPrefix(prefix) }
            .compactMap { name in Int(name.dropFirst(prefix.count)).map { (version: $0, name: name) } }
            .sorted { $0.version > $1.version }
            .map { "\(parent)/\($0.name)/bin" }
    }
}

import Foundation
import LuaValues

/// Says what of that which a call has done its caller may not do.
///
/// Written from what the README and `moondock docs grants` and `policies` promise, and from what the world has seen: it
/// knows nothing of how the door decides.
struct DoorOracle: Sendable {
    let files: DoorFiles
    let ports: (home: Int, other: Int)

    /// What is wrong, in words; empty where all is covered.
    func faults(of call: DoorCall, _ outcome: DoorOutcome) -> [String] {
        var faults: [String] = []
        var requests = 0
        for effect in outcome.effects {
            switch effect {
            case .web(let request, let port):
                requests += 1
                faults += web(request, port, isFirst: requests == 1, of: call)
            case .engine(let request): faults += engine(request, of: call)
            case .lock: if !isCovered(call, { $0.name == "lock" }) { faults.append("a lock was taken") }
            case .approval: if !isCovered(call, { $0.name == "approval" }) { faults.append("people were asked") }
            }
        }
        faults += read(outcome, of: call) + programs(outcome.text, of: call) + secrets(outcome, of: call)
        for (path, contents) in outcome.changed.sorted(by: { $0.key < $1.key }) {
            faults += written(path, contents, of: call)
        }
        return faults
    }

    /// A grant as it is written.
    struct Words {
        let name: String
        let argument: String?
        let variables: Set<String>

        init(_ text: String) {
            let words = text.split(separator: " ").map(String.init)
            name = words[0]
            let rest = words.dropFirst().filter { !$0.hasPrefix("env:") && !$0.hasPrefix("sha256:") }
            argument = rest.first
            variables = Set(words.filter { $0.hasPrefix("env:") }.map { String($0.dropFirst(4)) })
        }

        func fits(_ path: String) -> Bool { argument.map { DoorOracle.fits($0, path) } ?? true }
    }

    /// Whether the caller may do something: the project's own code may, a library where it requests it and is granted
    /// it.
    func isCovered(_ call: DoorCall, _ fits: (Words) -> Bool) -> Bool {
        guard let needs = call.rights.needs else { return true }
        return needs.contains { fits(Words($0)) } && call.rights.grants.contains { fits(Words($0)) }
    }

    /// Whether a path fits a pattern: `*` is anything within one part, `**` are any parts.
    static func fits(_ pattern: String, _ path: String) -> Bool {
        func fits(_ pattern: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
            guard let first = pattern.first else { return path.isEmpty }
            if first == "**" {
                return fits(pattern.dropFirst(), path) || (!path.isEmpty && fits(pattern, path.dropFirst()))
            }
            guard let head = path.first, fnmatch(first, head, 0) == 0 else { return false }
            return fits(pattern.dropFirst(), path.dropFirst())
        }
        return fits(pattern.components(separatedBy: "/")[...], path.components(separatedBy: "/")[...])
    }

    /// Whether a pattern of the policy names a place, or a folder above it. Both are meant without links.
    func names(_ patterns: [String], _ place: String) -> Bool {
        patterns.contains { pattern in
            let whole = pattern.hasPrefix("/") ? pattern : "\(files.project)/\(pattern)"
            let plain = whole.components(separatedBy: "/").prefix { !$0.contains("*") }
            let rest = whole.components(separatedBy: "/").dropFirst(plain.count)
            guard let start = Self.real(plain.joined(separator: "/")) else { return false }
            let text = ([start] + rest).joined(separator: "/")
            return Self.fits(text, place) || Self.fits(text + "/**", place)
        }
    }

    /// A path without links, as the system finds it; the longest part that is there, and the rest as it is.
    static func real(_ path: String) -> String? {
        if let found = realpath(path, nil) {
            defer { free(found) }
            return String(cString: found)
        }
        guard path.count > 1, let slash = path.lastIndex(of: "/") else { return nil }
        let above = path[..<slash]
        return real(above.isEmpty ? "/" : String(above)).map {
            $0 + (($0 == "/") ? "" : "/") + path[path.index(after: slash)...]
        }
    }

    /// The paths of the files whose contents are in a text.
    static func marks(_ text: String) -> Set<String> {
        // The program's own reports have another mark.
        let own = text.replacing(/(RAN|IN)\[\[[^\]]*\]\]/, with: "")
        return Set(own.matches(of: /\[\[([^\]$]*)\]\]/).map { String($0.1) })
    }
}

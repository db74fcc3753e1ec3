import Foundation
import Glibc
import LuaValues
import Testing
import WorkerHost
import WorkerProtocol

/// One attack: a file of the corpus, and how it must end as its first comment says.
struct HostileScript: CustomTestStringConvertible, Sendable {
    /// How a script ends.
    enum Expectation: Sendable {
        case done
        /// One instruction takes so long that only the host's watchdog ends it, and the worker with it.
        case killed
        case limit(String)
        case error(containing: String)
        case syntax(containing: String)
    }

    let name: String
    let expectation: Expectation
    let source: SourceText

    var testDescription: String { name }

    static let all: [HostileScript] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Hostile")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "lua" }.sorted { $0.path < $1.path }.compactMap(HostileScript.init)
    }()

    private init?(file: URL) {
        guard let text = try? String(contentsOf: file, encoding: .utf8),
            let first = text.split(separator: "\n").first, first.hasPrefix("-- expect: "),
            let expectation = Expectation(first.dropFirst("-- expect: ".count))
        else { return nil }
        name = file.deletingPathExtension().lastPathComponent
        self.expectation = expectation
        source = SourceText(chunk: "recipes/hostile.lua", text: Array(Self.expanded(text).utf8))
    }

    /// Writes out `@REPEAT n text@`, and lets `@ESCAPE@` begin the file with the byte that bytecode begins with.
    private static func expanded(_ text: String) -> String {
        var result = text.replacing(/@REPEAT (\d+) ([^@]*)@/) { match in
            String(repeating: String(match.2), count: Int(match.1) ?? 0)
        }
        if let escape = result.range(of: "@ESCAPE@", options: .backwards) {
            result = "\u{1b}" + result[escape.upperBound...]
        }
        return result
    }
}

extension HostileScript.Expectation {
    init?(_ text: Substring) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1] : ""
        switch words.first {
        case "done": self = .done
        case "killed": self = .killed
        case "limit": self = .limit(rest)
        case "error": self = .error(containing: rest)
        case "syntax": self = .syntax(containing: rest)
        default: return nil
        }
    }

    var isKill: Bool { if case .killed = self { true } else { false } }

    /// Why an end is not the expected one, or `nil`.
    func mismatch(_ end: HostileEnd) -> String? {
        switch (self, end) {
        case (.done, .finished(.success)), (.killed, .lost(.signalled(SIGKILL))): return nil
        case (.limit(let name), .finished(.failure(let failure))) where failure.kind == .limit:
            let limit = failure.value["limit"].string ?? ""
            guard name.isEmpty || limit == name else { return "ended with the limit \(limit)" }
            guard failure.value["value"].integer != nil else { return "the limit has no value" }
            return failure.position?.line == nil ? "the limit has no line: \(failure.message)" : nil
        case (.error(let text), .finished(.failure(let failure))) where failure.kind == .error:
            return text.isEmpty || failure.message.contains(text) ? nil : "said: \(failure.message.prefix(300))"
        case (.syntax(let text), .finished(.failure(let failure))) where failure.kind == .syntax:
            return text.isEmpty || failure.message.contains(text) ? nil : "said: \(failure.message.prefix(300))"
        default: return "ended with \(String(describing: end).prefix(600))"
        }
    }
}

/// How a worker's work ended.
enum HostileEnd: Sendable {
    case finished(Result<LuaValue, RecipeFailure>)
    case lost(WorkerExit)
    case violatedProtocol(WireError)
}

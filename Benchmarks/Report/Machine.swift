import DockerEngine
import Foundation
import LuaRuntime
import LuaValues
import Subprocess

/// What the figures were measured on.
enum Machine {
    /// One line: cores, kernel, versions, load, disk.
    static func description(for suite: Suite) async -> String {
        var parts = ["\(ProcessInfo.processInfo.activeProcessorCount) cores"]
        if let model = field("model name", in: "/proc/cpuinfo", separator: ":") { parts[0] += " (\(model))" }
        parts.append("Linux \(line("/proc/sys/kernel/osrelease"))")
        if let system = field("PRETTY_NAME", in: "/etc/os-release", separator: "=") { parts.append(system) }
        parts.append(LuaVM.version)
        if let version = try? await output(suite.floors.sqliteCommits, "--version") {
            parts.append("SQLite \(version)")
        }
        if let (engine, _) = try? await suite.engine.connect(), let version = try? await engine.version() {
            parts.append("Docker Engine \(version.version)")
        }
        if let kind = try? await output("/usr/bin/stat", "-f", "-c", "%T", suite.scratch.path) {
            parts.append("scratch on \(kind)")
        }
        parts.append("load \(line("/proc/loadavg").split(separator: " ").first ?? "unknown")")
        #if DEBUG
        parts.append("benchmarks in a debug build")
        #else
        parts.append("benchmarks in a release build")
        #endif
        return parts.joined(separator: ", ")
    }

    private static func line(_ path: String) -> String {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? "unknown"
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func field(_ name: String, in path: String, separator: Character) -> String? {
        line(path).split(separator: "\n").first { $0.hasPrefix(name) }?
            .split(separator: separator, maxSplits: 1).last?
            .trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
    }

    private static func output(_ program: String, _ arguments: String...) async throws -> String {
        let result = try await run(
            .name("env"), arguments: Arguments([program] + arguments), output: .string(limit: 4096), error: .discarded)
        return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

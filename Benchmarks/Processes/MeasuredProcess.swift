import Foundation
import Subprocess

/// What one process took, from its spawn to its end.
struct MeasuredProcess: Sendable {
    /// Seconds of wall time.
    let wall: Double
    /// Seconds of processor time, children that it waited for included.
    let processor: Double
    /// Bytes of memory of the largest of them.
    let peakMemory: Double

    /// Runs a command and measures it.
    /// - Throws: `FloorFailure` when it did not end well, with what it said.
    static func run(
        _ command: [String], in suite: Suite, folder: URL? = nil, environment: [String: String] = [:]
    ) async throws -> MeasuredProcess {
        let log = suite.scratch.appendingPathComponent("output-\(UUID().uuidString.prefix(8))")
        defer { try? FileManager.default.removeItem(at: log) }
        let changes = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) })
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(["-C", (folder ?? suite.scratch).path, suite.floors.measure, log.path] + command),
            environment: .inherit.updating(changes), output: .string(limit: 4096), error: .string(limit: 4096))
        let parts = result.standardOutput.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard parts.count == 4, parts[0] == 0 else {
            let said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            throw FloorFailure(command.joined(separator: " "), result.standardError + said)
        }
        return MeasuredProcess(wall: parts[1] / 1e9, processor: parts[2] / 1e6, peakMemory: parts[3] * 1024)
    }
}

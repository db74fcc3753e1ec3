import Foundation
import Journal
import SQLiteJournal
import Subprocess
import SystemPackage
import Testing

/// One project whose run is killed and resumed by processes of their own.
struct CrashTrial {
    /// How a process ended.
    struct Outcome: Sendable {
        let wasKilled: Bool
        let code: Int32
        /// How many points it passed; 0 where it was killed.
        let points: Int
        let errors: String
    }

    let root: URL
    private let options: [String]

    /// Makes a project.
    /// - Parameters:
    ///   - files: its files by path; `main.lua` is the recipe.
    ///   - options: further options of the process.
    init(files: [String: String], options: [String] = []) throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("crash-\(UUID().uuidString)")
        self.options = options
        for (path, text) in files {
            let file = root.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    func remove() { try? FileManager.default.removeItem(at: root) }

    /// Runs a process to its end.
    /// - Parameters:
    ///   - fatal: the point at which it kills itself.
    ///   - further: further options.
    func process(_ action: String, dyingAt fatal: Int? = nil, _ further: [String] = []) async throws -> Outcome {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("crash-subject").path
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: Arguments([root.path, action] + (fatal.map { ["--die", "\($0)"] } ?? []) + options + further),
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        let points = Int(result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        let errors = result.standardError
        switch result.terminationStatus {
        case .exited(let code):
            return Outcome(wasKilled: false, code: code, points: points, errors: errors)
        case .signaled(let signal):
            return Outcome(wasKilled: signal == SIGKILL, code: 128 + signal, points: 0, errors: errors)
        }
    }

    /// Executes the run until it is over, answering what it asks.
    /// - Parameters:
    ///   - fatal: the point at which the first process that executes it is killed too.
    ///   - further: further options of all of them.
    func resume(dyingAt fatal: Int? = nil, _ further: [String] = []) async throws -> Outcome {
        var fatal = fatal
        for _ in 1...20 {
            let outcome = try await process("resume", dyingAt: fatal, further)
            fatal = nil
            if outcome.wasKilled { continue }
            guard outcome.code == 3 else { return outcome }
            try await answer()
        }
        throw CocoaError(.featureUnsupported, userInfo: [NSDebugDescriptionErrorKey: "the run does not come to an end"])
    }

    /// Whether a run was recorded.
    func hasRun() async throws -> Bool { try await !runs().isEmpty }

    /// The name of the run that was begun last.
    func newestRun() async throws -> String { try await runs().first?.id.description ?? "" }

    private func runs() async throws -> [RunRecord] {
        let store = try SQLiteRunStore(directory: root.appendingPathComponent(".moondock"))
        defer { try? store.close() }
        return try await store.runs(limit: 1)
    }

    /// Says yes to whatever is asked.
    func answer() async throws {
        let store = try SQLiteRunStore(directory: root.appendingPathComponent(".moondock"))
        defer { try? store.close() }
        for run in try await store.runs(limit: 10).map(\.id) {
            for request in try await store.approvals(of: run) where request.state == .pending {
                _ = try await store.decide(
                    run: run, path: request.request.path,
                    answer: ApprovalAnswer(
                        isApproved: true, identity: Identity(user: "ada", groups: []), channel: "test", comment: nil),
                    at: .now)
            }
        }
    }

    /// Begins the run and lets it die at a point, answering what it asks on the way.
    func run(until point: Int, _ further: [String] = []) async throws -> Outcome {
        let first = try await process("start", dyingAt: point, further)
        guard !first.wasKilled, first.code == 3 else { return first }
        try await answer()
        return try await process("resume", dyingAt: max(1, point - first.points), further)
    }

    /// The run as it is when nothing happens to it.
    static func whole(
        _ files: [String: String], _ options: [String]
    ) async throws -> (points: Int, world: CrashWorld) {
        let trial = try CrashTrial(files: files, options: options)
        defer { trial.remove() }
        let first = try await trial.process("start")
        #expect(first.code == 3, "it asks: \(first)")
        try await trial.answer()
        let second = try await trial.resume()
        #expect(second.code == 0, "\(second)")
        return (first.points + second.points, try await CrashWorld(of: trial))
    }
}

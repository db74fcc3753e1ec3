import Foundation
import Journal
import Subprocess
import SystemPackage
import Testing

/// One project whose run is killed and carried on by processes of their own.
struct CrashTrial {
    /// How a process ended.
    struct Ending: Sendable {
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
    /// - Parameter fatal: the point at which it kills itself.
    func process(_ action: String, dyingAt fatal: Int? = nil) async throws -> Ending {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("crash-subject").path
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: Arguments([root.path, action] + (fatal.map { ["--die", "\($0)"] } ?? []) + options),
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        let points = Int(result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        let errors = result.standardError
        switch result.terminationStatus {
        case .exited(let code):
            return Ending(wasKilled: false, code: code, points: points, errors: errors)
        case .signaled(let signal):
            return Ending(wasKilled: signal == SIGKILL, code: 128 + signal, points: 0, errors: errors)
        }
    }

    /// Carries the run on until it is over, answering what it asks.
    /// - Parameter fatal: the point at which the first process that carries it on is killed too.
    func carryOn(dyingAt fatal: Int? = nil) async throws -> Ending {
        var fatal = fatal
        for _ in 1...20 {
            let ending = try await process("resume", dyingAt: fatal)
            fatal = nil
            if ending.wasKilled { continue }
            guard ending.code == 3 else { return ending }
            try await answer()
        }
        throw CocoaError(.featureUnsupported, userInfo: [NSDebugDescriptionErrorKey: "the run does not come to an end"])
    }

    /// Says yes to whatever is asked.
    func answer() async throws {
        let store = try SQLiteRunStore(directory: root.appendingPathComponent(".moondock"))
        defer { try? store.close() }
        let run = try await store.find("last").id
        for request in try await store.approvals(of: run) where request.state == .pending {
            _ = try await store.decide(
                run: run, path: request.request.path,
                answer: ApprovalAnswer(
                    isApproved: true, identity: Identity(user: "ada", groups: []), channel: "test", comment: nil),
                at: .now)
        }
    }
}

import Foundation
import Processes
import Recipes

/// The work tree of git that a project lies in: what a release was built from, as far as git knows it.
struct WorkTree: Hashable {
    /// The commit.
    let commit: String
    /// Whether files of the project differ from it.
    let isDirty: Bool

    /// Folders that runs write to, which are no part of what is built.
    private static let written = [".moondock", "backups"]

    /// Looks at a project; `nil` where it is in no work tree, or git is not here.
    init?(of project: Project) async {
        let root = project.root.path
        guard let commit = await Self.git(["rev-parse", "--verify", "-q", "HEAD"], in: root), commit.count >= 40 else {
            return nil
        }
        let excluded = Self.written.map { ":(exclude)\($0)" }
        guard let changes = await Self.git(["status", "--porcelain", "--", "."] + excluded, in: root) else {
            return nil
        }
        self.commit = commit
        isDirty = !changes.isEmpty
    }

    private static func git(_ arguments: [String], in folder: String) async -> String? {
        let settings = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]
        let own = ProcessInfo.processInfo.environment
        var environment = ["GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"]
        for name in ["PATH", "HOME"] { environment[name] = own[name] }
        guard
            let program = try? Program(
                named: "git", arguments: settings + arguments, environment: environment, folder: folder),
            let result = try? await ProgramRun(program, limit: .seconds(30)).collect(), result.ending.isSuccess
        else { return nil }
        return String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

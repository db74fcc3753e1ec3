import Foundation
import Recipes

/// A run that the journal does not have: one that was recorded, whose second record is there, or one that did nothing.
struct LostRun {
    private let run: String
    private let folder: URL
    /// Whether it did anything.
    private let hasEvents: Bool

    init?(_ name: String, of project: Project) {
        guard !name.isEmpty, !name.contains("/") else { return nil }
        let runs = (try? FileManager.default.contentsOfDirectory(atPath: project.folder(of: "").path)) ?? []
        let matches = runs.filter { $0.contains(name) }
        guard matches.count == 1, let match = matches.first else { return nil }
        folder = project.folder(of: match)
        hasEvents = FileManager.default.fileExists(atPath: folder.appendingPathComponent("events").path)
        run = match
    }

    /// The exit code of a command that was to look at it.
    var exitCode: Int32 { hasEvents ? 5 : 2 }

    var text: String {
        guard hasEvents else {
            return
                "run \(run) ended before its first step, so that the journal has nothing of it; what it printed is in "
                + folder.appendingPathComponent("log").path
        }
        return
            "the journal has no run \(run), and \(folder.path) has what it did: the journal went back, or was replaced; "
            + "put the one back that has it"
    }
}

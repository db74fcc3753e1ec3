import Foundation
import Recipes

/// A run that was recorded and that the journal does not have: its second record is there.
struct LostRun {
    private let run: String
    private let folder: URL

    init?(_ name: String, of project: Project) {
        guard !name.isEmpty, !name.contains("/") else { return nil }
        let runs = (try? FileManager.default.contentsOfDirectory(atPath: project.folder(of: "").path)) ?? []
        let matches = runs.filter { $0.contains(name) }
        guard matches.count == 1, let match = matches.first else { return nil }
        folder = project.folder(of: match)
        guard FileManager.default.fileExists(atPath: folder.appendingPathComponent("events").path) else { return nil }
        run = match
    }

    var text: String {
        "the journal has no run \(run), and \(folder.path) has what it did: the journal went back, or was replaced; "
            + "put the one back that has it"
    }
}

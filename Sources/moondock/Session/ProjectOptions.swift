import ArgumentParser
import Foundation
import Journal
import Recipes

/// Where a command finds the project and its journal.
struct ProjectOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The project's folder.", valueName: "folder"))
    var project: String?

    @Option(
        help: ArgumentHelp("The folder of journal and logs; else MOONDOCK_STATE, else .moondock.", valueName: "folder"))
    var state: String?

    /// The project around a place, or the one that was named.
    func project(around place: URL? = nil) -> Project {
        let stateFolder = state.map { URL(fileURLWithPath: $0) } ?? Self.stateVariable
        if let project { return Project(root: URL(fileURLWithPath: project), state: stateFolder) }
        return Project.enclosing(place ?? Self.currentFolder, state: stateFolder)
    }

    /// What a command that is typed here needs besides to find this project and its journal; `nil` for nothing.
    func reach(of project: Project) -> String? {
        let stateFolder = Self.stateVariable
        let here = Project.enclosing(Self.currentFolder, state: stateFolder)
        var words: [String] = []
        var found = here.state
        if here.root.standardizedFileURL.path != project.root.standardizedFileURL.path {
            words.append("--project \(Self.typed(project.root))")
            found = Project(root: project.root, state: stateFolder).state
        }
        if found.standardizedFileURL.path != project.state.standardizedFileURL.path {
            words.append("--state \(Self.typed(project.state))")
        }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    private static var stateVariable: URL? {
        ProcessInfo.processInfo.environment["MOONDOCK_STATE"].map { URL(fileURLWithPath: $0) }
    }

    private static var currentFolder: URL { URL(fileURLWithPath: FileManager.default.currentDirectoryPath) }

    /// A path as a shell takes it.
    private static func typed(_ url: URL) -> String {
        let path = url.standardizedFileURL.path
        let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+@".contains($0) }
        return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
    }

    /// The journal of a project.
    func store(of project: Project) throws -> any RunStore { try project.journal() }

    /// The run a person names: `last` is the newest of this project, where several share a journal.
    func run(_ name: String, in store: any RunStore, of project: Project) async throws -> RunRecord {
        if name == "last", let run = try await store.runs(RunFilter(root: project.place.root), limit: 1).first {
            return run
        }
        do {
            return try await store.find(name)
        } catch let error as JournalError {
            if name == "last", case .noSuchRun = error {
                throw CommandError(2, "no runs yet; `moondock run RECIPE` makes one")
            }
            guard case .noSuchRun = error, let lost = LostRun(name, of: project) else { throw error }
            throw CommandError(lost.exitCode, lost.text)
        }
    }
}

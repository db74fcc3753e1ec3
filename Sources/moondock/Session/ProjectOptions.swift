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
        let stateFolder = (state ?? ProcessInfo.processInfo.environment["MOONDOCK_STATE"]).map {
            URL(fileURLWithPath: $0)
        }
        if let project { return Project(root: URL(fileURLWithPath: project), state: stateFolder) }
        let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        return Project.enclosing(place ?? here, state: stateFolder)
    }

    /// The journal of a project.
    func store(of project: Project) throws -> SQLiteRunStore { try SQLiteRunStore(directory: project.state) }

    /// The run a person names: `last` is the newest of this project, where several share a journal.
    func run(_ name: String, in store: SQLiteRunStore, of project: Project) async throws -> RunRecord {
        if name == "last", let run = try await store.runs(RunFilter(root: project.place.root), limit: 1).first {
            return run
        }
        do {
            return try await store.find(name)
        } catch let error as JournalError {
            guard case .noSuchRun = error, let lost = LostRun(name, of: project) else { throw error }
            throw CommandError(lost.exitCode, lost.text)
        }
    }
}

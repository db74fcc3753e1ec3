import Foundation
public import Journal

extension Project {
    /// The project as its runs name it.
    public var place: RunProject {
        let root = Self.real(root)
        return RunProject(
            root: root.path, isAroundState: Self.real(state).deletingLastPathComponent().path == root.path)
    }

    /// Whether a run may be resumed here: it was begun here, or the folder was moved with all its state since.
    public func has(_ run: RunRecord) -> Bool {
        guard let theirs = run.definition.project else { return true }
        let here = place
        if theirs.root == here.root { return true }
        guard theirs.isAroundState, here.isAroundState else { return false }
        // A state of its own at the old place makes this one a copy, and a run is resumed in one place.
        let name = state.lastPathComponent
        let old = FileStatus("\(theirs.root)/\(name)/journal.sqlite")
        let own = FileStatus(state.appendingPathComponent("journal.sqlite").path)
        return old == nil || own.map { old?.isSame(as: $0) ?? true } ?? true
    }

    /// Rejects a run of another project.
    /// - Throws: `Diagnostic` naming both.
    public func rejectForeign(_ run: RunRecord) throws {
        guard !has(run), let theirs = run.definition.project else { return }
        let isGone = FileStatus(theirs.root) == nil
        throw Diagnostic(
            code: "other_project",
            message: "run \(run.id) belongs to the project in \(theirs.root), and this is \(place.root)",
            hint: isGone
                ? "\(theirs.root) is gone; where it was moved here, --accept-project has the run go on here"
                : "nothing was done; go on there: cd \(theirs.root)")
    }

    /// A path without links, as far as it exists.
    private static func real(_ url: URL) -> URL {
        guard let path = realpath(url.path, nil) else { return url.standardizedFileURL }
        defer { free(path) }
        return URL(fileURLWithPath: String(cString: path))
    }
}

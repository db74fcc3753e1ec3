import LuaValues
import RecipeLibraries
import RootedFiles
import TextSafety

extension StepContext {
    /// What a path that a call gives stands for.
    /// - Parameters:
    ///   - path: the path, relative to the project or absolute.
    ///   - option: the option that gave it.
    /// - Returns: `nil` where there is nothing.
    /// - Throws: `StepError` with code `policy.paths` where it lies outside of the project and the policy does not name
    ///   it; `path.failed` where it cannot be looked at.
    public func place(_ path: String, option: String) throws(StepError) -> NamedPlace? {
        let found: NamedPlace?
        do throws(PathError) {
            found = try PlaceFinder(run.project).find(path)
        } catch {
            throw StepError(
                code: "path.failed", "\(HiddenCharacters.shown(path)): \(error.reason)",
                fields: ["option": .string(option)])
        }
        let policy = authority.policy
        // What is missing may still lie where nobody is to look.
        let violation =
            found.map { policy?.violation(of: $0, in: run.project) } ?? policy?.violation(ofPath: path, in: run.project)
        if let violation { throw StepError(violation) }
        return found
    }

    /// A folder that a call names to write into. Its last part may be missing.
    /// - Throws: `StepError` as `place` does, and with code `path.refused` where recipes and libraries must not write.
    public func destination(_ path: String, option: String) throws(StepError) -> FolderToWrite {
        var folder: FolderToWrite
        if let place = try place(path, option: option) {
            folder = FolderToWrite(path: place.path, inProject: place.inProject)
        } else {
            let text = run.project.clean(path)
            let name = text.split(separator: "/").last.map(String.init) ?? ""
            let above = String(text.dropLast(name.count))
            guard let parent = try place(above, option: option) else {
                throw StepError(
                    code: "path.missing", "there is no folder \(HiddenCharacters.shown(above)) to make \(name) in",
                    fields: ["option": .string(option)])
            }
            folder = FolderToWrite(
                path: parent.path == "/" ? "/\(name)" : "\(parent.path)/\(name)",
                inProject: parent.inProject.map { $0 == "." ? name : "\($0)/\(name)" })
        }
        if let inner = folder.inProject, let reason = authority.protected.reason(inner) {
            throw StepError(
                code: "path.refused", "\(HiddenCharacters.shown(path)) is not for recipes to write into: \(reason)",
                fields: ["option": .string(option)])
        }
        return folder
    }
}

/// A folder that is there, or can be made.
public struct FolderToWrite: Hashable, Sendable {
    /// Its path, without links.
    public let path: String
    /// The same from the project's folder on; `nil` where it lies elsewhere.
    public let inProject: String?
}

import Foundation
import RecipeLibraries
import RootedFiles
import TextSafety

extension ProtectedPaths {
    /// What no container is given: Moondock's own record, and for writing what decides what recipes may do.
    func violation(mounting source: MountSource, isWritable: Bool, of project: Project) -> PolicyViolation? {
        let reason =
            recordReason(source, of: project)
            ?? (isWritable ? writeReason(source, of: project).map { "\($0), so it cannot be writable" } : nil)
        return reason.map { .kept(source.path, $0) }
    }

    /// The same by its text alone, for a machine that cannot be looked at.
    public func violation(mountingText path: String, isWritable: Bool, of project: Project) -> PolicyViolation? {
        let text = project.clean(path)
        guard let inner = project.relative(text) else { return nil }
        if touchesState(inner) { return .kept(text, Self.record) }
        guard isWritable, let reason = reason(ofFolder: inner) else { return nil }
        return .kept(text, "\(reason), so it cannot be writable")
    }

    private static let record = "it is, or holds, Moondock's own record"

    private func recordReason(_ source: MountSource, of project: Project) -> String? {
        if let inner = source.inProject, touchesState(inner) { return Self.record }
        let state = OpenDescriptor.real(project.state.path) ?? project.state.path
        if state == source.path || state.lies(in: source.path) || source.lies(in: state) { return Self.record }
        if FileIdentity("\(source.path)/.moondock") != nil { return Self.record }
        let isOthers = Self.enclosing(source.path).contains { ProtectedPaths().touchesState($0) }
        return isOthers ? Self.record : nil
    }

    private func writeReason(_ source: MountSource, of project: Project) -> String? {
        if let inner = source.inProject, let reason = reason(ofFolder: inner) { return reason }
        let root = OpenDescriptor.real(project.root.path) ?? project.root.path
        if root.lies(in: source.path) { return "it holds this project" }
        let held = [Project.manifest, LocalManifest.name, Lockfile.name, ".git"].first {
            FileIdentity("\(source.path)/\($0)") != nil
        }
        if let held { return "it holds \(held)" }
        return Self.enclosing(source.path).lazy.compactMap { ProtectedPaths().reason(ofFolder: $0) }.first
    }

    /// A path from each of the projects' folders on that it lies in, whoever's they are.
    private static func enclosing(_ path: String) -> [String] {
        let parts = path.split(separator: "/").map(String.init)
        return parts.indices.compactMap { count in
            let folder = "/" + parts[..<count].joined(separator: "/")
            let manifest = folder == "/" ? "/\(Project.manifest)" : "\(folder)/\(Project.manifest)"
            return FileIdentity(manifest) == nil ? nil : parts[count...].joined(separator: "/")
        }
    }
}

extension PolicyViolation {
    fileprivate static func kept(_ path: String, _ reason: String) -> PolicyViolation {
        PolicyViolation(
            key: "mounts", what: "\(HiddenCharacters.shown(path)) in containers: \(reason)",
            hint: "give the container a folder of its own, such as \"./data:/data\"; no policy allows this one")
    }
}

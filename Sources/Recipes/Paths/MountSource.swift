import Foundation
import LuaValues
public import RecipeLibraries
public import RootedFiles
import TextSafety

/// A file or folder of this machine that a container is to be given, as it was found.
public struct MountSource: Sendable {
    /// Its one path without links; where there is nothing yet, that of the folder it would lie in, and the rest.
    public let path: String
    /// The same from the project's folder on; `nil` where it lies elsewhere.
    public let inProject: String?
    private let place: NamedPlace?

    /// Looks a path up, descriptor by descriptor where it lies in the project.
    /// - Throws: `PathError` where it cannot be looked at.
    init(_ path: String, in project: Project) throws(PathError) {
        let finder = try PlaceFinder(project)
        if let place = try finder.find(path) {
            (self.path, inProject, self.place) = (place.path, place.inProject, place)
            return
        }
        var (above, rest) = (project.clean(path), [String]())
        while let slash = above.lastIndex(of: "/"), above != "/" {
            rest.insert(String(above[above.index(after: slash)...]), at: 0)
            above = slash == above.startIndex ? "/" : String(above[..<slash])
            guard let place = try finder.find(above) else { continue }
            // A link that leads to nothing may lead anywhere later.
            guard FileIdentity("\(place.path)/\(rest[0])") == nil else { throw .link(path) }
            let tail = rest.joined(separator: "/")
            self.path = place.path == "/" ? "/\(tail)" : "\(place.path)/\(tail)"
            inProject = place.inProject.map { $0 == "." ? tail : "\($0)/\(tail)" }
            self.place = nil
            return
        }
        throw .missing(path)
    }

    /// What distinguishes it from every other file; `nil` where there is nothing yet.
    public var identity: FileIdentity? { place?.identity }

    /// Whether its path still leads to it, and through no link.
    public var isInPlace: Bool { place?.isInPlace ?? (OpenDescriptor.real(path) ?? path == path) }

    /// Whether another path is that of a folder it lies in.
    public func lies(in folder: String) -> Bool { path.lies(in: folder) }
}

extension OpenDescriptor {
    /// The path without links that a path leads to; `nil` where it leads to nothing.
    public static func real(_ path: String) -> String? { (try? following(path))?.path }
}

extension String {
    /// Whether an absolute path lies in a folder, and is not that folder itself.
    public func lies(in folder: String) -> Bool {
        self != folder && utf8.starts(with: (folder == "/" ? "/" : folder + "/").utf8)
    }
}

extension StepContext {
    /// What a path stands for that a container is to be given.
    /// - Parameter isWritable: whether the container may change it.
    /// - Throws: `StepError` with code `policy.mounts` where it may not be given, `path.failed` where it cannot be
    ///   looked at.
    public func mountSource(_ path: String, isWritable: Bool) throws(StepError) -> MountSource {
        let source: MountSource
        do throws(PathError) {
            source = try MountSource(path, in: run.project)
        } catch {
            throw StepError(
                code: "path.failed", "\(HiddenCharacters.shown(path)): \(error.reason)",
                fields: ["option": "volumes"])
        }
        let kept = authority.protected.violation(mounting: source, isWritable: isWritable, of: run.project)
        if let kept { throw StepError(kept) }
        return source
    }
}

extension Policy {
    /// What the policy has against giving a place of this machine to containers.
    public func violation(mounting source: MountSource, in project: Project) -> PolicyViolation? {
        if source.inProject != nil || mounts.contains(where: { $0.covers(source.path, in: project) }) { return nil }
        return .unnamedMount(source.path)
    }

    /// The same of a path on a machine that cannot be looked at: its text is all there is.
    public func violation(ofRemoteMount path: String, in project: Project) -> PolicyViolation? {
        let text = project.clean(path)
        let isNamed = mounts.contains { $0.matches(text) || PathPattern("\($0)/**").matches(text) }
        return isNamed || project.relative(text) != nil ? nil : .unnamedMount(text)
    }

    /// The same before it is known on which machine: what neither of the two would allow.
    public func violation(ofMount path: String, in project: Project) -> PolicyViolation? {
        guard let violation = violation(ofRemoteMount: path, in: project) else { return nil }
        guard let source = try? MountSource(path, in: project) else { return violation }
        return self.violation(mounting: source, in: project).map { _ in violation }
    }
}

extension PolicyViolation {
    fileprivate static func unnamedMount(_ path: String) -> PolicyViolation {
        PolicyViolation(
            key: "mounts", what: "the folder \(HiddenCharacters.shown(path)) in containers",
            hint: "add it to policy.mounts in moondock.lua, or keep the files in the project")
    }
}

import Foundation
public import RootedFiles

/// A file or folder that a call names, as it was found: its one path without links, and what distinguishes it from
/// every other.
public struct NamedPlace: Sendable {
    /// The path without links.
    public let path: String
    /// The same from the project's folder on, `.` for that folder; `nil` where it lies elsewhere.
    public let inProject: String?
    private let descriptor: OpenDescriptor

    init(_ descriptor: OpenDescriptor, path: String, inProject: String?) {
        self.descriptor = descriptor
        self.path = path
        self.inProject = inProject
    }

    /// Whether it is a folder.
    public var isFolder: Bool { descriptor.isFolder }

    /// What distinguishes it from every other file.
    public var identity: FileIdentity? { descriptor.identity }

    /// Whether its path still leads to it, and through no link.
    public var isInPlace: Bool { descriptor.path == path && FileIdentity(path) == identity }
}

/// Finds what the paths stand for that recipes of a project give.
struct PlaceFinder {
    private let project: Project
    private let root: RootedFolder

    /// - Throws: `PathError` where the project's folder cannot be opened.
    init(_ project: Project) throws(PathError) {
        self.project = project
        root = try RootedFolder(project.root.path)
    }

    /// What a path leads to: in the project descriptor by descriptor, else wherever it leads.
    /// - Returns: `nil` where there is nothing.
    /// - Throws: `PathError` where it cannot be looked at.
    func find(_ path: String) throws(PathError) -> NamedPlace? {
        do throws(PathError) {
            return try found(path)
        } catch {
            if error.kind == .missing { return nil }
            throw error
        }
    }

    private func found(_ path: String) throws(PathError) -> NamedPlace {
        if let inner = path.hasPrefix("/") ? project.relative(path) ?? root.relative(path) : path {
            do throws(PathError) {
                return try inside(root.open(inner))
            } catch {
                guard error.kind == .outside else { throw error }
            }
        }
        let descriptor = try OpenDescriptor.following(path.hasPrefix("/") ? path : "\(root.path)/\(path)")
        guard let real = descriptor.path else { throw .missing(path) }
        // A way through other folders may lead back.
        if let inner = root.relative(real) { return try inside(root.open(inner, links: .never)) }
        return NamedPlace(descriptor, path: real, inProject: nil)
    }

    private func inside(_ descriptor: OpenDescriptor) throws(PathError) -> NamedPlace {
        guard let path = descriptor.path, let inner = root.relative(path) else { throw .missing(root.path) }
        return NamedPlace(descriptor, path: path, inProject: inner)
    }
}

extension Project {
    /// The path from the project's folder on of one that begins with it; `nil` for others.
    func relative(_ path: String) -> String? {
        if path == root.path { return "." }
        let prefix = root.path == "/" ? "/" : root.path + "/"
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        let rest = path.utf8.dropFirst(prefix.utf8.count).drop { $0 == UInt8(ascii: "/") }
        return rest.isEmpty ? "." : String(Substring(rest))
    }
}

public import Foundation

/// A folder with recipes, and where its state is kept.
public struct Project: Hashable, Sendable {
    /// The folder.
    public let root: URL
    /// The folder of journal, logs and artifacts.
    public let state: URL
    private var releasedAs: String?

    /// The file that marks a project's root.
    public static let manifest = "moondock.lua"

    /// Makes a project.
    /// - Parameters:
    ///   - root: the folder.
    ///   - state: the folder of its state; `.moondock` in the root where left out.
    public init(root: URL, state: URL? = nil) {
        self.root = root.standardizedFileURL
        self.state = state ?? root.appendingPathComponent(".moondock").standardizedFileURL
    }

    /// The project that a file or folder belongs to: the nearest folder above with a manifest, else the folder itself.
    public static func enclosing(_ url: URL, state: URL? = nil) -> Project {
        let start = url.standardizedFileURL
        var folder = start
        while true {
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent(manifest).path) {
                return Project(root: folder, state: state)
            }
            guard folder.path != "/" else { return Project(root: start, state: state) }
            folder.deleteLastPathComponent()
            folder = folder.standardizedFileURL
        }
    }

    /// The folder, and what makes it the project.
    public var reason: String {
        let hasManifest = FileManager.default.fileExists(atPath: root.appendingPathComponent(Self.manifest).path)
        return hasManifest
            ? "\(root.path), which has a \(Self.manifest)"
            : "\(root.path), since no folder above it has a \(Self.manifest)"
    }

    /// The project's name in labels: the folder's name, or the one that a release was made under.
    public var name: String { releasedAs ?? root.lastPathComponent }

    /// The project under the name that a release was made under, so that its containers are found wherever it is promoted.
    public func called(_ name: String?) -> Project {
        var project = self
        project.releasedAs = name
        return project
    }

    /// The absolute place of a path that a recipe gives, relative to the project.
    public func resolve(_ path: String) -> URL {
        path.hasPrefix("/") ? URL(fileURLWithPath: path) : root.appendingPathComponent(path).standardizedFileURL
    }

    /// The folder of one run's log and artifacts.
    public func folder(of run: String) -> URL {
        state.appendingPathComponent("runs").appendingPathComponent(run)
    }
}

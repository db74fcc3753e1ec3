import Foundation
import LibrarySources
import LuaSyntax
import RecipeLibraries
import Recipes
import RootedFiles

/// What a project's files say of its libraries.
enum LibraryFiles {
    static func manifest(of project: Project) throws -> (manifest: ProjectManifest, source: LuaSource) {
        let file = project.root.appendingPathComponent(Project.manifest)
        guard let data = try? Data(contentsOf: file) else {
            throw CommandError(2, "\(project.root.path) has no \(Project.manifest); moondock init makes one")
        }
        let source = LuaSource(name: Project.manifest, bytes: Array(data))
        do throws(ManifestError) {
            return (try ProjectManifest(source), source)
        } catch {
            throw Diagnostic(error)
        }
    }

    static func lock(of project: Project) throws -> Lockfile {
        let file = project.root.appendingPathComponent(Lockfile.name)
        guard FileManager.default.fileExists(atPath: file.path) else { return Lockfile() }
        guard let data = try? Data(contentsOf: file) else {
            throw CommandError(2, "\(Lockfile.name) cannot be read\n  = help: see to it that it is a file, and yours")
        }
        do {
            return try Lockfile(Array(data))
        } catch {
            throw CommandError(
                2,
                "\(error)\n  = help: bring it back from version control, or remove it and write it anew: moondock fetch"
            )
        }
    }

    /// Writes the lock, or removes it where there is nothing to lock.
    static func write(_ lock: Lockfile, of project: Project) throws {
        let file = project.root.appendingPathComponent(Lockfile.name)
        if lock.libraries.isEmpty {
            if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
        } else {
            try FileReplacement.write(try lock.encoded(), to: file.path)
        }
    }

    /// The libraries that come from elsewhere: those the project names, and those its folders name.
    /// - Parameter edited: the project's manifest as it is to be; `nil` for what is in its file.
    static func requirements(of project: Project, manifest edited: ProjectManifest? = nil) throws -> [Dependency] {
        var requirements: [Dependency] = []
        var waiting = try (edited ?? manifest(of: project).manifest).libraries.map { ($0, project.root) }
        var seen: Set<String> = []
        while let (dependency, folder) = waiting.popLast() {
            guard case .path(let path) = dependency.source else {
                requirements.append(dependency)
                continue
            }
            let inner = folder.appendingPathComponent(path).standardizedFileURL
            guard seen.insert(inner.path).inserted,
                let data = try? Data(contentsOf: inner.appendingPathComponent(Project.manifest))
            else { continue }
            do throws(ManifestError) {
                let manifest = try LibraryManifest(
                    LuaSource(name: "\(path)/\(Project.manifest)", bytes: Array(data)))
                waiting += manifest.libraries.map { ($0, inner) }
            } catch {
                throw Diagnostic(error)
            }
        }
        return requirements
    }

    /// All libraries as a run would have them.
    static func set(of project: Project) throws -> LibrarySet {
        let (manifest, source) = try manifest(of: project)
        return try RunBundle.libraries(manifest, from: source, of: project)
    }
}

extension CommandError {
    /// The end of a command that did not get a library: 4 where it is not trusted, 1 where nobody answered.
    init(_ error: LibrarySourceError, in project: LibraryProject?) {
        let code: Int32 =
            switch error.kind {
            case .moved, .untrusted: 4
            case .unreachable, .unwritable: 1
            case .noVersion, .gone, .rejected: 2
            }
        if let project, let library = project.manifest.libraries.first(where: { $0.source == error.source }) {
            self.init(
                code,
                Diagnostic(
                    code: "no_library", message: error.description, at: library.span, in: project.source,
                    hint: error.hint))
            return
        }
        self.init(code, "\(error)" + (error.hint.map { "\n  = help: \($0)" } ?? ""))
    }
}

/// Reports errors about libraries as the errors of commands.
/// - Parameter project: the project whose manifest names the libraries, so that errors can say where.
func reportingLibraries(_ project: LibraryProject? = nil, _ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as LibrarySourceError {
        throw CommandError(error, in: project)
    } catch let error as ManifestError {
        throw Diagnostic(error)
    }
}

/// Today.
enum ClockDay {
    static var today: String {
        Date().formatted(.iso8601.year().month().day().dateSeparator(.dash))
    }
}

import Foundation
public import Journal
public import LuaSyntax
public import RecipeLibraries
import TextFormats

extension RunBundle {
    /// The hash of each of the recipe's own files, and of each library: what a release says it was made from.
    public var hashes: [String: String] {
        let own = files.filter { !$0.key.hasPrefix("environments/") }.mapValues { ContentHash(of: $0).description }
        // What comes with Moondock changes with it, and is named by its version among the sources.
        return libraries.libraries.filter { !$0.value.source.isBuiltIn }.reduce(into: own) { all, library in
            all["library \(library.key)"] = library.value.tree.description
        }
    }

    /// The environments whose data is in the bundle.
    public var environments: [String] {
        files.keys.filter { $0.hasPrefix("environments/") && $0.hasSuffix(".lua") }
            .map { String($0.dropFirst("environments/".count).dropLast(4)) }.sorted()
    }

    /// The way of releases through the environments.
    public var lifecycle: Lifecycle {
        (manifest.flatMap { try? ProjectManifest(LuaSource(name: Project.manifest, bytes: $0)) } ?? ProjectManifest())
            .lifecycle
    }

    /// The sources as a release keeps them: without what belongs to one run, and with the data of all environments, so that
    /// a machine which has nothing else can promote it.
    public func released(with project: Project) -> RunBundle {
        var files = files
        for name in Self.environments(of: project) {
            let path = Self.path(ofEnvironment: name)
            guard files[path] == nil, let data = try? Data(contentsOf: project.resolve(path)),
                data.count <= Self.largestFile
            else { continue }
            files[path] = Array(data)
        }
        return RunBundle(
            recipe: recipe, environment: nil, files: files, manifest: manifest, libraries: libraries, limits: limits
        ).made(withRuntimeOf: self)
    }

    /// The sources for a run that deploys the release.
    ///
    /// Recipe, modules and libraries are the release's. Data of the environment, policy and lifecycle belong to where it is
    /// deployed: they are the project's where it has them.
    /// - Throws: `Diagnostic` where there is no such environment.
    public func promoting(_ deployment: ReleaseDeployment, to environment: String, in project: Project) throws
        -> RunBundle
    {
        let path = Self.path(ofEnvironment: environment)
        var files = files.filter { !$0.key.hasPrefix("environments/") }
        if FileManager.default.fileExists(atPath: project.resolve(path).path) {
            files[path] = try Self.read(path, of: project, missing: .environment(environment, project))
        } else if let pinned = self.files[path] {
            files[path] = pinned
        } else {
            let known = Set(environments).union(Self.environments(of: project)).sorted()
            let nearest = Suggestion.nearest(to: environment, among: known)
            throw Diagnostic(
                code: "no_environment",
                message: "there is no environment '\(environment)', neither in \(project.root.path) nor in the release "
                    + "\(deployment.application) \(deployment.version)",
                hint: nearest.map { "did you mean '\($0)'?" } ?? "there are: \(known.joined(separator: ", "))")
        }
        let hasOwn = FileManager.default.fileExists(atPath: project.resolve(Project.manifest).path)
        let manifest = hasOwn ? try Self.read(Project.manifest, of: project, missing: .module) : manifest
        var bundle = RunBundle(
            recipe: recipe, environment: environment, files: files, manifest: manifest, libraries: libraries,
            limits: limits
        ).made(withRuntimeOf: self)
        bundle.release = .deployment(deployment)
        return bundle
    }
}

extension Project {
    /// The manifest of the project, if it has one, and else what a release has pinned.
    /// - Throws: `Diagnostic` where it is wrong.
    public func lifecycle(else pinned: RunBundle) throws -> Lifecycle {
        guard let data = try? Data(contentsOf: resolve(Self.manifest)) else { return pinned.lifecycle }
        do throws(ManifestError) {
            return try ProjectManifest(LuaSource(name: Self.manifest, bytes: Array(data))).lifecycle
        } catch {
            throw Diagnostic(error)
        }
    }
}

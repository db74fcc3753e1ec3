import ArgumentParser
import Foundation
import Recipes

/// A recipe as a person names it: a file here, or one of the project.
struct RecipeFile {
    let project: Project
    /// The path relative to the project.
    let path: String

    init(_ name: String, _ options: ProjectOptions) throws {
        let here = URL(fileURLWithPath: name).standardizedFileURL
        var isFolder: ObjCBool = false
        // A name such as `release` means the recipe of the project rather than a folder beside it.
        let exists =
            FileManager.default.fileExists(atPath: here.path, isDirectory: &isFolder)
            && !(isFolder.boolValue && Self.isRecipe(name, options))
        let folder = here.deletingLastPathComponent()
        project = options.project(around: exists ? folder : nil)
        isFolder = exists ? isFolder : false
        if !exists, name.contains(":") {
            // A library's recipe: acme.kit:blue-green.
            path = name
            return
        }
        if isFolder.boolValue {
            let isForRecipes = !["lib", "environments"].contains(here.lastPathComponent)
            let inside = !isForRecipes ? [] : (try? FileManager.default.contentsOfDirectory(atPath: here.path)) ?? []
            let recipes = inside.filter { $0.hasSuffix(".lua") && $0 != Project.manifest }.sorted()
            let example = recipes.first.map { "moondock run \(name.hasSuffix("/") ? name : name + "/")\($0)" }
            throw CommandError(
                2,
                Diagnostic(
                    code: "no_recipe", message: "\(name) is a folder, and a recipe is a file",
                    hint: example.map { "name the file, such as \($0)" }
                        ?? "name a file, such as recipes/release.lua; moondock init makes a project with one"))
        }
        if exists {
            let root = project.root.path.hasSuffix("/") ? project.root.path : project.root.path + "/"
            guard here.path.hasPrefix(root) else {
                throw ValidationError("\(name) lies outside the project at \(project.root.path)")
            }
            path = String(here.path.dropFirst(root.count))
        } else {
            let project = project
            path = Self.candidates(name).first { Self.isFile($0, in: project) } ?? name
        }
    }

    private static func candidates(_ name: String) -> [String] {
        [name, "\(name).lua", "recipes/\(name)", "recipes/\(name).lua"]
    }

    private static func isFile(_ path: String, in project: Project) -> Bool {
        var isFolder: ObjCBool = false
        let place = project.root.appendingPathComponent(path).path
        return FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) && !isFolder.boolValue
    }

    private static func isRecipe(_ name: String, _ options: ProjectOptions) -> Bool {
        candidates(name).contains { isFile($0, in: options.project()) }
    }
}

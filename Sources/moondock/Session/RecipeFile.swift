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
        let exists = FileManager.default.fileExists(atPath: here.path)
        let folder = here.deletingLastPathComponent()
        project = options.project(around: exists ? folder : nil)
        if !exists, name.contains(":") {
            // A library's recipe: acme.kit:blue-green.
            path = name
            return
        }
        if exists {
            let root = project.root.path.hasSuffix("/") ? project.root.path : project.root.path + "/"
            guard here.path.hasPrefix(root) else {
                throw ValidationError("\(name) lies outside the project at \(project.root.path)")
            }
            path = String(here.path.dropFirst(root.count))
        } else {
            let candidates = [name, "\(name).lua", "recipes/\(name)", "recipes/\(name).lua"]
            let root = project.root
            path =
                candidates.first { FileManager.default.fileExists(atPath: root.appendingPathComponent($0).path) }
                ?? name
        }
    }
}

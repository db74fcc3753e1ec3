import Foundation
import PackagePlugin

/// Embeds the libraries that lie in the folders of a target, by `embed-libraries`.
@main struct EmbedLibraries: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = target.directoryURL
        let files = FileManager.default
        let folders = try files.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
            .filter { files.fileExists(atPath: $0.appendingPathComponent("moondock.lua").path) }
            .sorted { $0.path < $1.path }
        let inputs = folders.flatMap { folder in
            (files.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? [])
                .filter { !$0.hasDirectoryPath }
        }
        let output = context.pluginWorkDirectoryURL.appendingPathComponent("StandardLibrary+embedded.swift")
        return [
            .buildCommand(
                displayName: "Embedding the standard library",
                executable: try context.tool(named: "embed-libraries").url,
                arguments: [output.path] + folders.map(\.path), inputFiles: inputs, outputFiles: [output])
        ]
    }
}

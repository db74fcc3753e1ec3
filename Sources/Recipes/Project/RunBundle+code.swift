import LuaSyntax
import RecipeLibraries
import WorkerProtocol

extension RunBundle {
    /// A file as Lua is given it: without a byte order mark and a `#!` line, which stay in the excerpts of errors.
    func code(of path: String) -> SourceText? {
        guard let bytes = source(of: path) else { return nil }
        return SourceText(chunk: path, text: Array(bytes[LuaSource(name: path, bytes: bytes).codeStart...]))
    }
}

extension RunBundle {
    /// The library a chunk such as `acme/slack@1.4.2:lib/init.lua` belongs to; `nil` for the project's own.
    func library(of chunk: String) -> PinnedLibrary? {
        chunk.firstIndex(of: ":").flatMap { libraries.libraries[String(chunk[..<$0])] }
    }

    /// A file of the project or, by its chunk, of a library.
    func source(of chunk: String) -> [UInt8]? {
        guard let library = library(of: chunk) else { return files[chunk] }
        return library.files[String(chunk.dropFirst(library.id.count + 1))]
    }

    /// All Lua files, by the names that errors show.
    var sources: [String: [UInt8]] {
        libraries.libraries.values.reduce(into: files) { sources, library in
            for (path, bytes) in library.files { sources["\(library.id):\(path)"] = bytes }
        }
    }

    /// The files and folders of the project that the run is made of.
    private func sources(in project: Project) -> Set<String> {
        let folders = libraries.libraries.values.compactMap { library -> String? in
            if case .path(let path) = library.source { project.named(path) } else { nil }
        }
        return Set(files.keys).union(folders.filter { !$0.hasPrefix("/") && $0 != "." })
    }

    /// What the code of the run may do.
    func authority(in project: Project) -> Authority {
        Authority(
            libraries: libraries.libraries, policy: policy, project: project,
            protected: ProtectedPaths(of: project, sources: sources(in: project)))
    }
}

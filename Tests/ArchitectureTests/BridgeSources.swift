import Foundation

/// The files of `CLuaBridge` as far as they stand on one another.
struct BridgeSources {
    /// One file.
    struct File {
        /// Its path from the target's folder on.
        let path: String
        /// The headers of the target that it includes.
        let includes: [String]
        /// The functions that it defines for others.
        let definitions: Set<String>
        /// All names of the target in it.
        let names: Set<String>

        var folder: String { BridgeSources.folder(of: path) }
    }

    let files: [File]

    init() throws {
        let folder = PackageSources.root.appendingPathComponent("Sources/CLuaBridge")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        files = try paths.filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") }.sorted().map { path in
            let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
            let code = text.components(separatedBy: "\n").filter { !$0.hasPrefix("#include") }
                .map { $0.replacing(/\/\/.*/, with: "") }.joined(separator: "\n")
            return File(
                path: path, includes: text.matches(of: /#include "(\w+\/mdl_\w+\.h)"/).map { String($0.1) },
                definitions: Set(
                    code.matches(of: /(?m)^(?!static )[a-z][\w *]*?\b(mdl_\w+)\([^;{}]*\) \{/).map { String($0.1) }),
                names: Set(code.matches(of: /\b(?:mdl|MDL)_\w+/).map { String($0.0) }))
        }
    }

    static func folder(of path: String) -> String { String(path.prefix { $0 != "/" }) }

    /// What a header declares itself.
    func declarations(in header: String) -> Set<String> {
        guard let file = files.first(where: { $0.path == header }) else { return [] }
        return file.includes.reduce(file.names) { $0.subtracting(declarations(in: $1)) }
    }
}

import Foundation

/// The package as its files say.
struct PackageSources {
    /// One file of a target.
    struct File {
        /// Its path from the package's folder on.
        let path: String
        /// Its lines, without comments.
        let lines: [String]

        /// The modules it imports.
        var imports: Set<String> {
            Set(
                lines.compactMap { line in
                    line.firstMatch(
                        of: /^\s*(?:@testable\s+)?(?:public\s+|internal\s+|private\s+)?import\s+(?:struct\s+)?(\w+)/
                    )
                    .map { String($0.1) }
                })
        }
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The targets of the manifest, in its order.
    let targets: [String]
    /// The targets of the manifest, each with the targets it names.
    let dependencies: [String: Set<String>]

    init() throws {
        let manifest = try String(contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
        var targets: [String] = []
        var found: [String: Set<String>] = [:]
        let declarations = manifest.split(separator: /\.(?:target|executableTarget|testTarget|plugin|systemLibrary)\(/)
        for text in declarations.dropFirst() {
            guard let name = text.firstMatch(of: /^\s*name: "([^"]+)"/)?.1 else { continue }
            let list = text.firstMatch(of: /dependencies: \[(.*)\]/.dotMatchesNewlines()).map { String($0.1) } ?? ""
            // Products of other packages are named in brackets of their own.
            let own = list.replacing(/\.product\([^)]*\)/, with: "")
            targets.append(String(name))
            found[String(name)] = Set(own.matches(of: /"([^"]+)"/).map { String($0.1) })
        }
        self.targets = targets
        dependencies = found
    }

    /// All targets that one stands on, whoever brings them along.
    func reached(from target: String) -> Set<String> {
        var reached: Set<String> = []
        var next = [target]
        while let name = next.popLast() {
            for dependency in dependencies[name, default: []] where reached.insert(dependency).inserted {
                next.append(dependency)
            }
        }
        return reached
    }

    /// The Swift files of a target.
    func files(of target: String) throws -> [File] {
        let folder = Self.root.appendingPathComponent("Sources/\(target)")
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            let lines = text.components(separatedBy: "\n").map { line in
                line.trimmingCharacters(in: .whitespaces).hasPrefix("//") ? "" : line
            }
            return File(path: "Sources/\(target)/\(name)", lines: lines)
        }
    }
}

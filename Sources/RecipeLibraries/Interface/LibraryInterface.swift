import LuaSyntax

/// What a library gives to others: the modules it exports, and what it requests.
public struct LibraryInterface: Hashable, Sendable {
    /// The modules it exports, by their names.
    public let modules: [ModuleInterface]
    /// What it requests.
    public let needs: Set<Grant>
    /// The recipes it ships, by their names.
    public let recipes: [String]

    /// Reads a library.
    /// - Parameters:
    ///   - manifest: its manifest.
    ///   - files: its files.
    public init(_ manifest: LibraryManifest, _ files: [String: [UInt8]]) {
        self.init(exports: manifest.exports, needs: Set(manifest.needs.keys), files: files)
    }

    /// Reads a library as a project has it.
    public init(_ library: PinnedLibrary) {
        self.init(exports: library.exports, needs: Set(library.needs.keys), files: library.files)
    }

    private init(exports: [String], needs: Set<Grant>, files: [String: [UInt8]]) {
        modules = exports.sorted().compactMap { module in
            let base = "lib/" + module.replacing(".", with: "/")
            for path in ["\(base).lua", "\(base)/init.lua"] {
                if let bytes = files[path] { return ModuleInterface(module, LuaSource(name: path, bytes: bytes)) }
            }
            return nil
        }
        self.needs = needs
        recipes = files.keys.filter { $0.hasPrefix("recipes/") && $0.hasSuffix(".lua") }
            .map { String($0.dropFirst("recipes/".count).dropLast(".lua".count)) }.sorted()
    }

    /// A difference to the release before, and which number of the version has to change for it.
    public struct Change: Hashable, Sendable, Comparable, CustomStringConvertible {
        /// The numbers of a version, from the last to the first.
        public enum Weight: Int, Sendable, Comparable {
            case patch, minor, major

            /// The order of what they mean to those who use a library.
            public static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
        }

        /// The number that has to change.
        public let weight: Weight
        /// What changed, in words.
        public let description: String

        /// The gravest first, then by their words.
        public static func < (left: Change, right: Change) -> Bool {
            left.weight == right.weight ? left.description < right.description : left.weight > right.weight
        }
    }

    /// What is different from the release before, the gravest first.
    ///
    /// Code that called what is gone breaks. A new need breaks nothing, since nobody gets it without being asked.
    public func changes(since old: LibraryInterface) -> [Change] {
        var changes: [Change] = []
        func note(_ weight: Change.Weight, _ text: String) { changes.append(Change(weight: weight, description: text)) }
        let (before, now) = (old.table, table)
        let (gone, added) = (Set(old.modules.map(\.module)), Set(modules.map(\.module)))
        for module in gone.subtracting(added) { note(.major, "module removed: \(module)") }
        for module in added.subtracting(gone) { note(.minor, "module added: \(module)") }
        for (name, function) in before {
            guard let new = now[name] else {
                note(.major, "function removed: \(name)")
                continue
            }
            let kept = new.parameters.prefix(function.parameters.count)
            let more = new.parameters.dropFirst(function.parameters.count).filter {
                $0 != "..." && !new.optional.contains($0)
            }
            if Array(kept) != function.parameters {
                note(.major, "parameters of \(name): (\(function.signature)) became (\(new.signature))")
            } else if !more.isEmpty {
                note(.major, "\(name) takes \(more.joined(separator: ", ")), which calls so far do not give")
            } else if new.parameters.count > function.parameters.count {
                note(
                    .minor,
                    "\(name) takes \(new.parameters.suffix(from: function.parameters.count).joined(separator: ", "))")
            }
        }
        for name in now.keys where before[name] == nil { note(.minor, "function added: \(name)") }
        for need in needs.subtracting(old.needs) { note(.minor, "requests more: \(need)") }
        for need in old.needs.subtracting(needs) { note(.minor, "requests no more: \(need)") }
        for recipe in Set(old.recipes).subtracting(recipes) { note(.major, "recipe removed: \(recipe)") }
        for recipe in Set(recipes).subtracting(old.recipes) { note(.minor, "recipe added: \(recipe)") }
        return changes.sorted()
    }

    private var table: [String: LibraryFunction] {
        var table: [String: LibraryFunction] = [:]
        for module in modules {
            for function in module.functions { table[LibraryInterface.name(of: function, in: module)] = function }
        }
        return table
    }

    /// A function's name with its module's: `format.short`, or `post` in the module `init`.
    public static func name(of function: LibraryFunction, in module: ModuleInterface) -> String {
        let parts = [module.module == "init" ? "" : module.module, function.name].filter { !$0.isEmpty }
        return parts.isEmpty ? "the library itself" : parts.joined(separator: ".")
    }
}

extension LibraryFunction {
    /// The parameters as they are written.
    public var signature: String { parameters.joined(separator: ", ") }
}

extension LibraryVersion {
    /// The lowest version that a release with some changes may have. Below 1.0.0 every higher one will do, as in
    /// SemVer.
    public func next(for weight: LibraryInterface.Change.Weight) -> LibraryVersion {
        switch weight {
        case _ where major == 0: LibraryVersion(0, minor, patch + 1)
        case .major: LibraryVersion(major + 1, 0, 0)
        case .minor: LibraryVersion(major, minor + 1, 0)
        case .patch: LibraryVersion(major, minor, patch + 1)
        }
    }
}

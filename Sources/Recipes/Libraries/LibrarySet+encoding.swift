import LuaSyntax
import LuaValues
import RecipeLibraries
import WorkerProtocol

extension LibrarySet {
    /// The set in the encoding of values.
    var encoded: LuaValue {
        var fields = LuaTable()
        fields["aliases"] = .texts(aliases)
        fields["libraries"] = .table(LuaTable(fields: libraries.mapValues(\.encoded)))
        // Left out where it is not so: what was recorded is written again as it was.
        if guardsReach, !libraries.isEmpty { fields["guards_reach"] = true }
        return .table(fields)
    }

    /// Reads a set; what cannot be read is left out.
    init(encoded value: LuaValue) {
        let libraries = (value["libraries"].table?.fields ?? [:]).compactMap {
            PinnedLibrary(id: $0.key, encoded: $0.value)
        }
        self.init(
            libraries: Dictionary(libraries.map { ($0.id, $0) }) { first, _ in first }, aliases: value["aliases"].texts,
            guardsReach: value["guards_reach"] == true || libraries.isEmpty)
    }
}

extension PinnedLibrary {
    fileprivate var encoded: LuaValue {
        let needs = Dictionary(self.needs.map { ($0.key.description, $0.value) }) { first, _ in first }
        return [
            "source": .string(source.description), "tree": .string(tree.description),
            "exports": .list(exports.map { .string($0) }), "needs": .texts(needs),
            "grants": .list(grants.map { .string($0.description) }), "aliases": .texts(aliases),
            "files": .table(LuaTable(fields: files.mapValues(LuaValue.init(luaString:)))),
        ]
    }

    fileprivate init?(id: String, encoded value: LuaValue) {
        guard let tree = value["tree"].string.flatMap(TreeHash.init),
            let source = value["source"].string.flatMap(LibrarySource.init)
        else { return nil }
        let needs = value["needs"].texts.compactMap { text, reason in (try? Grant(text)).map { ($0, reason) } }
        self.init(
            id: id, source: source, tree: tree,
            exports: (value["exports"].table?.items ?? []).compactMap(\.string),
            needs: Dictionary(needs) { first, _ in first },
            grants: (value["grants"].table?.items ?? []).compactMap(\.string).compactMap { try? Grant($0) },
            aliases: value["aliases"].texts,
            files: (value["files"].table?.fields ?? [:]).compactMapValues(\.luaString))
    }
}

extension LuaValue {
    fileprivate static func texts(_ texts: [String: String]) -> LuaValue {
        .table(LuaTable(fields: texts.mapValues { .string($0) }))
    }

    fileprivate var texts: [String: String] { (table?.fields ?? [:]).compactMapValues(\.string) }
}

extension LibrarySet {
    /// The libraries as a worker gets them.
    /// - Parameters:
    ///   - registry: the primitives, some of which take a grant.
    ///   - recipe: the chunk of the run's recipe, whose library may declare it.
    func starts(_ registry: PrimitiveRegistry, recipe: String) -> [LibraryStart] {
        let project = LibraryStart(id: "", requires: foreign(aliases))
        return [project]
            + libraries.values.sorted { $0.id < $1.id }.map { library in
                LibraryStart(
                    id: library.id, requires: foreign(library.aliases).merging(library.ownModules) { _, own in own },
                    denials: library.denials(registry, isRecipe: recipe.hasPrefix("\(library.id):")))
            }
    }

    /// The modules of all libraries, by their chunks, as long as they are not too many to be sent to every worker.
    var modules: [String: SourceText] {
        var modules: [String: SourceText] = [:]
        var rest = 1 << 20
        for library in libraries.values.sorted(by: { $0.id < $1.id }) {
            for (path, bytes) in library.files.sorted(by: { $0.key < $1.key }) where path.hasPrefix("lib/") {
                rest -= bytes.count
                if rest < 0 { return modules }
                let chunk = "\(library.id):\(path)"
                let start = LuaSource(name: chunk, bytes: bytes).codeStart
                modules[chunk] = SourceText(chunk: chunk, text: Array(bytes[start...]))
            }
        }
        return modules
    }

    /// The chunks that can be required from libraries by other names.
    private func foreign(_ aliases: [String: String]) -> [String: String] {
        var chunks: [String: String] = [:]
        for (alias, id) in aliases {
            guard let library = libraries[id] else { continue }
            for module in library.exports {
                guard let file = library.file(of: module) else { continue }
                chunks[module == "init" ? alias : "\(alias).\(module)"] = "\(id):\(file)"
            }
        }
        return chunks
    }

    /// The chunk that a name stands for in some code.
    /// - Parameter requester: the library's id; `nil` for the project's own code.
    func chunk(_ name: String, requiredBy requester: String?) -> String? {
        guard let requester else { return chunk(name, among: aliases) }
        guard let library = libraries[requester] else { return nil }
        if !name.hasSuffix(".init"), let file = library.file(of: name) { return "\(library.id):\(file)" }
        return chunk(name, among: library.aliases)
    }

    /// As `foreign`, without building the whole table for one name.
    private func chunk(_ name: String, among aliases: [String: String]) -> String? {
        if let id = aliases[name], let library = libraries[id], library.exports.contains("init") {
            return library.file(of: "init").map { "\(id):\($0)" }
        }
        for (alias, id) in aliases where name.hasPrefix(alias + ".") {
            let module = String(name.dropFirst(alias.count + 1))
            guard module != "init", let library = libraries[id], library.exports.contains(module),
                let file = library.file(of: module)
            else { continue }
            return "\(id):\(file)"
        }
        return nil
    }

    /// The names that some code can require from libraries.
    func names(requiredBy requester: String?) -> [String] {
        guard let library = requester.flatMap({ libraries[$0] }) else { return Array(foreign(aliases).keys) }
        return Array(library.ownModules.keys) + Array(foreign(library.aliases).keys)
    }
}

extension PinnedLibrary {
    /// Its own modules by name.
    fileprivate var ownModules: [String: String] {
        var chunks: [String: String] = [:]
        for path in files.keys where path.hasPrefix("lib/") {
            let name = path.dropFirst(4).dropLast(4).replacing("/", with: ".")
            chunks[name.hasSuffix(".init") ? String(name.dropLast(5)) : String(name)] = "\(id):\(path)"
        }
        return chunks
    }

    /// Why it may not call what it may not call, whatever the call is about.
    fileprivate func denials(_ registry: PrimitiveRegistry, isRecipe: Bool) -> [String: String] {
        var denials: [String: String] = [:]
        for primitive in registry.all {
            let name = primitive.declaration.name
            if name == "recipe", !isRecipe {
                denials[name] = "\(id) may not call recipe: only recipes declare themselves"
            } else if let grant = primitive.declaration.grant {
                denials[name] = denial(of: grant).map { "\(id) may not call \(name): \($0)" }
            }
        }
        return denials
    }

    /// Why no call of a kind is allowed; `nil` where some may be.
    func denial(of grant: Grant.Name) -> String? {
        guard needs.keys.contains(where: { $0.name == grant }) else {
            return "it does not request '\(grant.rawValue)' in its own manifest"
        }
        guard grants.contains(where: { $0.name == grant }) else {
            return "it is requested, but \(Project.manifest) does not grant '\(grant.rawValue)'"
        }
        return nil
    }
}

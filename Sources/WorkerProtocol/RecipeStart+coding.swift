internal import LuaValues

extension RecipeStart {
    var encoded: [LuaValue] {
        let styles = primitives.map { ($0.key, LuaValue.string($0.value.rawValue)) }
        return [
            recipe.encoded, .list(prelude.map(\.encoded)),
            .table(LuaTable(fields: Dictionary(styles, uniquingKeysWith: { first, _ in first }))),
            .list(libraries.map(\.encoded)), .table(LuaTable(fields: modules.mapValues(\.encoded))), limits.encoded,
            .integer(seed), .integer(time),
        ]
    }

    init(decoding fields: inout MessageFields) throws(WireError) {
        let recipe = try SourceText(decoding: try fields.next())
        var prelude: [SourceText] = []
        for part in try fields.table().items { prelude.append(try SourceText(decoding: part)) }
        var primitives: [String: CallStyle] = [:]
        for (name, style) in try fields.table().fields {
            guard let style = style.string.flatMap(CallStyle.init(rawValue:)) else {
                throw WireError("primitive '\(name)' has an unknown style")
            }
            primitives[name] = style
        }
        var libraries: [LibraryStart] = []
        for library in try fields.table().items { libraries.append(try LibraryStart(decoding: library)) }
        var modules: [String: SourceText] = [:]
        for (name, source) in try fields.table().fields { modules[name] = try SourceText(decoding: source) }
        let limits = LuaLimits(decoding: try fields.next())
        self.init(
            recipe: recipe, prelude: prelude, primitives: primitives, libraries: libraries, modules: modules,
            limits: limits, seed: try fields.integer64(), time: try fields.integer64())
    }
}

extension LibraryStart {
    fileprivate var encoded: LuaValue {
        func table(_ texts: [String: String]) -> LuaValue {
            .table(LuaTable(fields: texts.mapValues { .string($0) }))
        }
        return ["id": .string(id), "requires": table(requires), "denials": table(denials)]
    }

    fileprivate init(decoding value: LuaValue) throws(WireError) {
        func texts(_ key: String) -> [String: String]? { value[key].table?.fields.compactMapValues(\.string) }
        guard let id = value["id"].string, let requires = texts("requires"), let denials = texts("denials") else {
            throw WireError("a library without its facts")
        }
        self.init(id: id, requires: requires, denials: denials)
    }
}

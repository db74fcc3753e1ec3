internal import LuaRuntime

extension RecipeStart {
    var wire: [LuaValue] {
        let styles = primitives.map { ($0.key, LuaValue.string($0.value.rawValue)) }
        return [
            recipe.wire, .list(prelude.map(\.wire)),
            .table(LuaTable(fields: Dictionary(styles, uniquingKeysWith: { first, _ in first }))), limits.wire,
            .integer(seed), .integer(time),
        ]
    }

    init(wire fields: inout WireFields) throws(WireError) {
        let recipe = try SourceText(wire: try fields.next())
        var prelude: [SourceText] = []
        for part in try fields.table().items { prelude.append(try SourceText(wire: part)) }
        var primitives: [String: CallStyle] = [:]
        for (name, style) in try fields.table().fields {
            guard let style = style.string.flatMap(CallStyle.init(rawValue:)) else {
                throw WireError("primitive '\(name)' has an unknown style")
            }
            primitives[name] = style
        }
        let limits = WorkerLimits(wire: try fields.next())
        self.init(
            recipe: recipe, prelude: prelude, primitives: primitives, limits: limits, seed: try fields.integer64(),
            time: try fields.integer64())
    }
}

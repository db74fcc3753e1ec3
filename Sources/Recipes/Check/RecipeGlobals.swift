import LuaSyntax
import StandardLibrary

/// The names a recipe can use without declaring them.
enum RecipeGlobals {
    /// What stays of Lua's own names; a test compares the list with what a worker really has.
    static let lua: Set<String> = [
        "_G", "_VERSION", "assert", "coroutine", "error", "getmetatable", "ipairs", "math", "next", "os", "pairs",
        "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable", "string",
        "table", "tonumber", "tostring", "type", "utf8", "xpcall",
    ]

    /// Lua's names, the primitives, and what the prelude adds.
    static func all(with registry: PrimitiveRegistry) -> Set<String> {
        lua.union(registry.styles.keys).union(prelude)
    }

    /// What the prelude adds, read from its sources: every `function exports.name`.
    static let prelude: Set<String> = Set(
        StandardLibrary.prelude.flatMap { part in
            let chunk = Parser.parse(LuaSource(name: part.name, bytes: part.text))
            return chunk.block.statements.compactMap { statement -> String? in
                guard case .function(let function) = statement, function.fullName.hasPrefix("exports.") else {
                    return nil
                }
                return String(function.fullName.dropFirst("exports.".count))
            }
        })
}

import LuaSyntax
import StandardLibrary

/// The names a recipe can use without declaring them.
enum RecipeGlobals {
    /// What stays of Lua's own names; a test compares the list with what a worker really has.
    static let lua: Set<String> = [
        "_G", "_VERSION", "assert", "coroutine", "debug", "error", "getmetatable", "ipairs", "math", "next", "os",
        "pairs",
        "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable", "string",
        "table", "tonumber", "tostring", "type", "utf8", "xpcall",
    ]

    /// What stays of Lua's libraries; a test compares this list, too.
    static let libraries: [String: Set<String>] = [
        "coroutine": ["close", "create", "isyieldable", "resume", "running", "status", "wrap", "yield"],
        "debug": ["traceback"],
        "math": [
            "abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "huge", "log", "max",
            "maxinteger",
            "min", "mininteger", "modf", "pi", "rad", "random", "randomseed", "sin", "sqrt", "tan", "tointeger", "type",
            "ult",
        ],
        "os": ["clock", "date", "difftime", "time"],
        "string": [
            "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack", "packsize", "rep",
            "reverse", "sub", "unpack", "upper",
        ],
        "table": ["concat", "insert", "move", "pack", "remove", "sort", "unpack"],
        "utf8": ["char", "charpattern", "codepoint", "codes", "len", "offset"],
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

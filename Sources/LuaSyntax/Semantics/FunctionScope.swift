/// What the resolver knows of the function it is in.
struct FunctionScope {
    /// Lua's limits per function (MAXVARS in lparser.c, MAXUPVAL in lfunc.h).
    static let localLimit = 200
    static let upvalueLimit = 255

    /// Upvalues are locals of outer functions by index; this stands for the chunk's environment.
    static let environment = -1

    /// Where the function begins; `nil` for the main chunk.
    let start: Int?
    /// Locals in scope of the outer functions.
    let firstLocal: Int
    /// Control variables of the loops being in, which count as locals.
    var hiddenLocals = 0
    var upvalues: Set<Int> = []
    var hasReportedLocals = false
    var hasReportedUpvalues = false

    func description(in source: LuaSource) -> String {
        start.map { "function at line \(source.line(at: $0))" } ?? "main function"
    }
}

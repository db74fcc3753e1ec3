/// A name of Lua's own that recipes have: what `moondock docs` says of it.
public struct LuaFunction: Sendable {
    /// The name, such as `string.format`.
    public let name: String
    /// How it is called.
    public let usage: String
    /// What it does.
    public let summary: String

    private init(_ usage: String, _ summary: String) {
        name = String(usage.prefix { $0 != "(" })
        self.usage = usage
        self.summary = summary
    }

    /// The one of a name.
    public static func named(_ name: String) -> LuaFunction? { all.first { $0.name == name } }

    /// All of them; a test compares the list with what the check knows.
    public static let all: [LuaFunction] = base + libraries

    private static let base: [LuaFunction] = [
        .init("_G", "The table of the globals of its file."),
        .init("_VERSION", "\"Lua 5.4\"."),
        .init("assert(value, message)", "Returns its arguments; raises the message where the value is false or nil."),
        .init("error(message, level)", "Raises an error: a text or any other value."),
        .init("getmetatable(value)", "The metatable of a value, or its field __metatable; false for a string."),
        .init("ipairs(list)", "Iterates over the items of a list, from 1 to the first nil."),
        .init("next(table, key)", "The entry after a key; the first one without a key. The order is always the same."),
        .init("pairs(table)", "Iterates over all entries of a table. The order is always the same."),
        .init("pcall(function, …)", "Calls a function: true and its results, or false and the error."),
        .init("print(…)", "Adds a line to the run's log, as log does."),
        .init("rawequal(a, b)", "Whether two values are the same, without __eq."),
        .init("rawget(table, key)", "The value of a key, without __index."),
        .init("rawlen(value)", "The length of a table or string, without __len."),
        .init("rawset(table, key, value)", "Sets a key, without __newindex."),
        .init("require(name)", "Loads a module once: a file of lib/, or a library. The name is written out in quotes."),
        .init("select(n, …)", "The arguments from the nth on; their number for \"#\"."),
        .init("setmetatable(table, metatable)", "Sets the metatable of a table."),
        .init("tonumber(value, base)", "The number that a value stands for, else nil."),
        .init("tostring(value)", "The text of a value."),
        .init(
            "type(value)",
            "The type of a value: \"nil\", \"number\", \"string\", \"boolean\", \"table\", \"function\" …"),
        .init("xpcall(function, handler, …)", "Calls a function as pcall does; the handler gets the error first."),
    ]

    private static let libraries: [LuaFunction] = [
        .init("coroutine.close(co)", "Closes a coroutine that is suspended or dead."),
        .init("coroutine.create(function)", "Makes a coroutine."),
        .init("coroutine.isyieldable()", "Whether what runs can yield."),
        .init(
            "coroutine.resume(co, …)",
            "Runs a coroutine on: true and what it yields or returns, or false and the error."),
        .init("coroutine.running()", "The coroutine that runs, and whether it is the main one."),
        .init("coroutine.status(co)", "\"running\", \"suspended\", \"normal\" or \"dead\"."),
        .init("coroutine.wrap(function)", "A function that runs a coroutine on each time it is called."),
        .init("coroutine.yield(…)", "Suspends the coroutine that runs."),
        .init("debug.traceback(message, level)", "The message with the functions that were called, for logs."),
        .init("math.abs(x)", "The value without its sign."),
        .init("math.acos(x)", "The arc cosine, in radians."),
        .init("math.asin(x)", "The arc sine, in radians."),
        .init("math.atan(y, x)", "The arc tangent of y/x, in radians."),
        .init("math.ceil(x)", "The least integer that is not below x."),
        .init("math.cos(x)", "The cosine of an angle in radians."),
        .init("math.deg(x)", "An angle in degrees."),
        .init("math.exp(x)", "e to the power of x."),
        .init("math.floor(x)", "The greatest integer that is not above x."),
        .init("math.fmod(x, y)", "The rest of x divided by y, with the sign of x."),
        .init("math.huge", "More than any other number."),
        .init("math.log(x, base)", "The logarithm; the natural one without a base."),
        .init("math.max(x, …)", "The greatest of its arguments."),
        .init("math.maxinteger", "The greatest integer."),
        .init("math.min(x, …)", "The least of its arguments."),
        .init("math.mininteger", "The least integer."),
        .init("math.modf(x)", "The whole part and the rest."),
        .init("math.pi", "π."),
        .init("math.rad(x)", "An angle in radians."),
        .init("math.random(m, n)", "A number by chance, from the run's own seed: a replay gets the same."),
        .init("math.randomseed(x)", "Sets the seed to a number."),
        .init("math.sin(x)", "The sine of an angle in radians."),
        .init("math.sqrt(x)", "The square root."),
        .init("math.tan(x)", "The tangent of an angle in radians."),
        .init("math.tointeger(x)", "The integer that x is, else nil."),
        .init("math.type(x)", "\"integer\", \"float\", or nil."),
        .init("math.ult(a, b)", "Whether a is below b, both without a sign."),
        .init("os.clock()", "The seconds since the run began, as of the last step's end."),
        .init("os.date(format, time)", "A time as text or table, in UTC; without a time that of the last step's end."),
        .init("os.difftime(a, b)", "The seconds from b to a."),
        .init("os.time(table)", "A time in seconds; without a table that of the last step's end. It moves with steps."),
        .init("string.byte(s, i, j)", "The codes of the bytes from i to j."),
        .init("string.char(…)", "The string of these bytes."),
        .init("string.find(s, pattern, init, plain)", "Where a pattern is found first, with its captures."),
        .init("string.format(format, …)", "Puts values into a text; without %p, as there are no addresses."),
        .init("string.gmatch(s, pattern, init)", "Iterates over all matches of a pattern."),
        .init("string.gsub(s, pattern, replacement, n)", "Replaces matches; the text and how many there were."),
        .init("string.len(s)", "The length in bytes."),
        .init("string.lower(s)", "The string in lower case, where it is ASCII."),
        .init("string.match(s, pattern, init)", "The captures of the first match of a pattern."),
        .init("string.pack(format, …)", "Values in binary form."),
        .init("string.packsize(format)", "The length of what string.pack gives."),
        .init("string.rep(s, n, separator)", "The string n times."),
        .init("string.reverse(s)", "The string with its bytes in reverse."),
        .init("string.sub(s, i, j)", "The bytes from i to j."),
        .init("string.unpack(format, s, position)", "The values of a binary form."),
        .init("string.upper(s)", "The string in upper case, where it is ASCII."),
        .init("table.concat(list, separator, i, j)", "The items of a list, joined."),
        .init("table.insert(list, position, value)", "Puts a value into a list; at its end without a position."),
        .init("table.move(a, from, to, at, b)", "Copies items to another place or list."),
        .init("table.pack(…)", "A table of its arguments, with their number as n."),
        .init("table.remove(list, position)", "Takes an item out of a list; the last one without a position."),
        .init("table.sort(list, before)", "Sorts a list; equal items stay in their order."),
        .init("table.unpack(list, i, j)", "The items of a list as values."),
        .init("utf8.char(…)", "The text of these code points."),
        .init("utf8.charpattern", "The pattern that matches one character."),
        .init("utf8.codepoint(s, i, j)", "The code points from i to j."),
        .init("utf8.codes(s)", "Iterates over the positions and code points of a text."),
        .init("utf8.len(s, i, j)", "The number of characters; nil and the place of the first invalid byte."),
        .init("utf8.offset(s, n, i)", "Where the nth character begins."),
    ]
}

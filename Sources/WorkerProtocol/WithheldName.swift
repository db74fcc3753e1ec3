/// A name of Lua's own that recipes do not have. A check finds it before the run, the worker when it is used after all,
/// and the documentation lists it: all three say why, and what to write instead.
public struct WithheldName: Hashable, Sendable {
    /// The name as recipes would write it, such as `os.getenv`, or the field of a metatable.
    public let name: String
    /// Why it is withheld, and what to write instead.
    public let reason: String

    /// What it is for a reader.
    public var isMetamethod: Bool { name.hasPrefix("__") }

    /// The reason to withhold a name; `nil` for one that is not withheld.
    public static func reason(_ name: String) -> String? { reasons[name] }

    private static let reasons = Dictionary(all.map { ($0.name, $0.reason) }) { first, _ in first }

    /// All of them, in the order of the documentation.
    public static let all: [WithheldName] =
        [
            names(
                ["io"], "a recipe has no files and no terminal of its own; write read_file, write_file, log or print"),
            names(
                ["dofile", "loadfile"],
                "a recipe has no files of its own; put the code into lib/ and write require \"its name\""),
            names(
                ["load", "loadstring"],
                "a run is made of the sources it began with; write a function, or a module in lib/"),
            names(
                ["package", "module"],
                "modules are the files in lib/ and the libraries of moondock.lua; write require \"its name\""),
            names(
                ["collectgarbage"],
                "when memory is freed differs from run to run, and it is freed without being asked; leave the call out"),
            names(["arg"], "write recipe { params }: a parameter is an option of moondock run"),
            names(["warn"], "write log { \"the text\", level = \"warning\" }"),
            names(
                ["os.getenv"],
                "variables of one process would be others when the run is resumed; write a parameter of recipe { params }, "
                    + "environment().variables, or secret \"NAME\""),
            names(["os.execute"], "write run_command { \"program\", \"argument\" }"),
            names(["os.exit"], "a run ends where its recipe does; write return, or fail \"the reason\""),
            names(
                ["os.remove", "os.rename", "os.tmpname"],
                "a recipe has no files of its own; write write_file or run_command"),
            names(["os.setlocale"], "numbers and letters are the same wherever a run goes on; leave the call out"),
            names(
                ["string.dump"],
                "a run is made of the sources it began with; write the function where it is called, or a module in lib/"
            ),
            names(["string.gfind"], "write string.gmatch"),
            names(
                [
                    "debug.debug", "debug.gethook", "debug.getinfo", "debug.getlocal", "debug.getmetatable",
                    "debug.getregistry", "debug.getupvalue", "debug.getuservalue", "debug.setcstacklimit",
                    "debug.sethook",
                    "debug.setlocal", "debug.setmetatable", "debug.setupvalue", "debug.setuservalue", "debug.upvalueid",
                    "debug.upvaluejoin",
                ],
                "it would reach what libraries and Moondock keep to themselves; debug.traceback is what is left"),
            names(["setfenv", "getfenv"], "write local _ENV = { … } in a block of its own"),
            names(["unpack"], "write table.unpack"),
            names(["table.getn", "table.maxn"], "write #list"),
            names(["table.foreach", "table.foreachi"], "write for key, value in pairs(t) do … end"),
            names(["math.pow"], "write x ^ y"),
            names(["math.ldexp"], "write x * 2.0 ^ n"),
            names(["math.frexp"], "write math.floor(math.log(x, 2)) + 1 for the exponent"),
            names(["math.log10"], "write math.log(x, 10)"),
            names(["math.mod"], "write math.fmod(x, y)"),
            names(["math.atan2"], "write math.atan(y, x)"),
            names(["math.cosh"], "write (math.exp(x) + math.exp(-x)) / 2"),
            names(["math.sinh"], "write (math.exp(x) - math.exp(-x)) / 2"),
            names(["math.tanh"], "write 1 - 2 / (math.exp(2 * x) + 1)"),
            names(["bit32", "bit"], "write x & y, x | y, x ~ y, ~x, x << n or x >> n"),
            names(
                ["__gc"],
                "nothing runs when an object is freed; write defer(function () … end), or local name <close> = value"),
            names(["__mode"], "a table keeps what is in it; set a field to nil when it is no longer needed"),
            names(["__concat"], "Lua 5.4 can give a wrong text with it; write tostring(value) .. text"),
        ].flatMap { $0 }

    private static func names(_ names: [String], _ reason: String) -> [WithheldName] {
        names.map { WithheldName(name: $0, reason: reason) }
    }
}

import LuaValues
import WorkerHost
import WorkerProtocol

/// Has a worker start and run a small recipe, so that `moondock doctor` can tell whether Lua works here.
public enum WorkerSelfTest {
    /// Starts a worker and runs a recipe that uses what recipes use.
    /// - Returns: the version of the Lua library.
    /// - Throws: `Diagnostic` that says what does not work.
    public static func run(executable: String) async throws -> String {
        let session = try WorkerSession(executable: executable, limits: LuaLimits())
        defer { session.end() }
        let recipe = SourceText(chunk: "self-test.lua", text: Array(source.utf8))
        session.connection.send([
            .start(
                RecipeStart(
                    recipe: recipe, prelude: Prelude.parts(for: PrimitiveRegistry([])), primitives: [:],
                    limits: LuaLimits(), seed: 1, time: 0))
        ])
        var version = "Lua"
        for await item in session.connection.messages {
            switch try item.get() {
            case .ready(let luaVersion): version = luaVersion
            case .finished(.success(let value)):
                guard value.string == "ok" else {
                    throw Diagnostic(code: "self_test", message: "the self-test gave \(value) instead of ok")
                }
                return "\(version), self-tests passed"
            case .finished(.failure(let failure)):
                throw Diagnostic(code: "self_test", message: "the self-test failed: \(failure.message)")
            default: continue
            }
        }
        throw Diagnostic(code: "self_test", message: "the worker ended during the self-test")
    }

    private static let source = """
        local order = {}
        parallel({ "b", "a" }, function (name) order[#order + 1] = name end)
        assert(table.concat(order) == "ba", "branches run in order")
        local iterate = coroutine.wrap(function () for i = 1, 3 do coroutine.yield(i) end end)
        assert(iterate() + iterate() + iterate() == 6, "coroutines work")
        local ok, failure = pcall(error, { code = "x" })
        assert(not ok and failure.code == "x", "errors keep their fields")
        for _, name in ipairs({ "io", "load", "package" }) do
          assert(rawget(_G, name) == nil, "the sandbox has no " .. name)
        end
        assert(not rawget(debug, "getinfo"), "the sandbox has no debug.getinfo")
        return "ok"
        """
}

import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct YieldTests {
    static let places: [(name: String, recipe: String)] = [
        ("a plain call", "return work{ value = 7 }"),
        ("pcall", "local ok, v = pcall(work, { value = 7 }) assert(ok) return v"),
        ("xpcall", "local ok, v = xpcall(work, print, { value = 7 }) assert(ok) return v"),
        ("a coroutine", "local ok, v = coroutine.resume(coroutine.create(work), { value = 7 }) return v"),
        ("coroutine.wrap", "return coroutine.wrap(function() return work{ value = 7 } end)()"),
        (
            "nested coroutines",
            """
            local function nest(n)
              if n == 0 then return work{ value = 7 } end
              return coroutine.wrap(function() return nest(n - 1) end)()
            end
            return nest(50)
            """
        ),
        (
            "an iterator",
            """
            local function iterate(_, i) if i < 3 then return work{ value = i + 1 } end end
            local sum = 1
            for i in iterate, nil, 0 do sum = sum + i end
            return sum
            """
        ),
        (
            "a generator",
            """
            local sum = 1
            for v in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(work{ value = i }) end end) do sum = sum + v end
            return sum
            """
        ),
        ("__index", "return setmetatable({}, { __index = function() return work{ value = 7 } end }).x"),
        ("__add", "return setmetatable({}, { __add = function() return work{ value = 7 } end }) + 1"),
        ("__lt", "return setmetatable({}, { __lt = function() return work{ value = true } end }) < 1 and 7"),
        (
            "__eq",
            "local m = { __eq = function() return work{ value = true } end } return setmetatable({}, m) == setmetatable({}, m) and 7"
        ),
        ("__call", "return setmetatable({}, { __call = function() return work{ value = 7 } end })()"),
        ("__len", "return #setmetatable({}, { __len = function() return work{ value = 7 } end })"),
        (
            "__pairs",
            """
            local function each() return function(_, k) if not k then return work{ value = 7 } end end end
            for k in pairs(setmetatable({}, { __pairs = each })) do return k end
            """
        ),
        (
            "a to-be-closed variable",
            """
            local result
            do local guard <close> = setmetatable({}, { __close = function() result = work{ value = 7 } end }) end
            return result
            """
        ),
        (
            "a to-be-closed variable of a failing function",
            """
            local result
            pcall(function()
              local guard <close> = setmetatable({}, { __close = function() result = work{ value = 7 } end })
              error("x")
            end)
            return result
            """
        ),
    ]

    @Test(arguments: places.map(\.name)) func aStepWaitsInside(_ place: String) throws {
        var runner = RecipeRunner()
        let recipe = try #require(Self.places.first { $0.name == place }).recipe
        #expect(try runner.run(recipe).get() == 7)
        #expect(runner.transcript.contains { $0.step != nil })
    }

    @Test(arguments: [
        ("table.sort({ 2, 1 }, function(a, b) work{} return a < b end)", "sort"),
        ("string.gsub('a', 'a', function() work{} end)", "gsub"),
        ("tostring(setmetatable({}, { __tostring = function() work{} return '' end }))", "tostring"),
        ("coroutine.wrap(function() string.gsub('a', 'a', function() coroutine.wrap(work){} end) end)()", "gsub"),
    ]) func whereLuaCannotWaitTheErrorNamesThePlace(recipe: String, place: String) throws {
        var runner = RecipeRunner()
        let failure = try runner.failure(of: recipe)
        #expect(failure.message.hasPrefix("work cannot be called inside '"))
        #expect(failure.message.contains("'\(place)'"))
        #expect(failure.position == SourcePosition(chunk: "recipes/test.lua", line: 1))
    }

    @Test func aBranchCannotBeResumedByAnother() throws {
        var runner = RecipeRunner()
        let result = try runner.run(
            """
            local first
            local results = host.parallel({ "a", "b" }, {
              function() first = coroutine.running() return work{ value = "mine" } end,
              function() return { coroutine.resume(first, "stolen") }, coroutine.status(first) end,
            }, {})
            return { results[1].value, results[2].value[1] }
            """)
        #expect(try result.get() == ["mine", false])
    }

    @Test func aParkedCoroutineCannotBeResumedByAnotherBranch() throws {
        var runner = RecipeRunner()
        let result = try runner.run(
            """
            local co
            local results = host.parallel({ "a", "b" }, {
              function() co = coroutine.create(work) return select(2, coroutine.resume(co, { value = "mine" })) end,
              function() return { coroutine.status(co), coroutine.resume(co, "stolen") } end,
            }, {})
            return { results[1].value, results[2].value[1], results[2].value[2] }
            """)
        #expect(try result.get() == ["mine", "normal", false])
    }

    @Test func yieldOutsideACoroutineIsAnError() throws {
        var runner = RecipeRunner()
        #expect(try runner.failure(of: "coroutine.yield(1)").message == "attempt to yield from outside a coroutine")
    }

    @Test func coroutinesTellTheirStatus() throws {
        var runner = RecipeRunner()
        let result = try runner.run(
            """
            local outer, seen = nil, {}
            outer = coroutine.create(function()
              seen[1] = coroutine.status(outer)
              coroutine.wrap(function() seen[2] = coroutine.status(outer) end)()
              coroutine.yield()
              error("end")
            end)
            coroutine.resume(outer)
            seen[3] = coroutine.status(outer)
            seen[4] = select(2, coroutine.resume(outer))
            seen[5] = coroutine.status(outer)
            seen[6] = select(2, coroutine.resume(outer))
            return seen
            """)
        #expect(
            try result.get() == [
                "running", "normal", "suspended", "recipes/test.lua:6: end", "dead", "cannot resume dead coroutine",
            ])
    }

    @Test func whatStopsAResumeIsReturnedAndWhatStopsAWrappedOneIsRaised() throws {
        var runner = RecipeRunner()
        let result = try runner.run(
            """
            local many = {}
            for i = 1, 600000 do many[i] = i end
            local function results() return table.unpack(many) end
            local co = coroutine.create(results)
            local function full(call, ...) local a, b = call() return a, b end
            local ok, message = full(function () return coroutine.resume(co) end, table.unpack(many))
            local wrapped = coroutine.wrap(results)
            local caught, text = pcall(full, function () return (wrapped()) end, table.unpack(many))
            return { ok, message, coroutine.status(co), caught, text }
            """)
        #expect(
            try result.get() == [
                false, "too many results to resume", "dead", false, "recipes/test.lua:8: too many results to resume",
            ])
    }
}

import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct SandboxTests {
    private func value(_ recipe: String) throws -> LuaValue {
        var runner = RecipeRunner()
        return try runner.run(recipe).get()
    }

    private func message(_ recipe: String) throws -> String {
        var runner = RecipeRunner()
        return try runner.failure(of: recipe).message
    }

    @Test func theGlobalsAreExactlyTheAllowedOnes() throws {
        for name in [
            "io", "package", "load", "loadstring", "loadfile", "dofile", "collectgarbage", "warn",
        ] {
            #expect(try message("return \(name)").hasPrefix("unknown global '\(name)'"))
        }
        let names = try value(
            """
            local names = {}
            for _, library in ipairs{ "string", "table", "math", "utf8", "coroutine", "os", "debug" } do
              for name in pairs(_G[library]) do names[#names + 1] = library .. "." .. name end
            end
            return names
            """)
        let found = Set((names.table?.items ?? []).compactMap(\.string))
        #expect(
            found.isSuperset(of: [
                "string.format", "table.sort", "math.random", "utf8.char", "coroutine.wrap", "os.time",
            ]))
        #expect(
            found.isDisjoint(with: [
                "string.dump", "debug.getinfo", "debug.sethook", "os.execute", "os.exit", "os.getenv", "os.remove",
                "os.rename",
                "os.tmpname", "os.setlocale",
            ]))
        #expect(found.count == 16 + 7 + 27 + 6 + 8 + 4 + 1)
    }

    @Test func anUnknownGlobalIsAnErrorThatSuggestsANeighbour() throws {
        #expect(try message("prnt('x')") == "unknown global 'prnt', did you mean 'print'?")
        #expect(
            try message("function deploy() end\nreturn deplyo") == "unknown global 'deplyo', did you mean 'deploy'?")
        #expect(try message("return completely_different") == "unknown global 'completely_different'")
        #expect(try value("answer = 42\nreturn _G.answer") == 42)
    }

    @Test func globalsOfARecipeAreNotThoseOfAModule() throws {
        var runner = RecipeRunner()
        runner.modules["a"] = "leaked = 1 return { seen = pcall(function() return mine end) }"
        let result = try runner.run(
            "mine = 1 local a = require 'a' return { a.seen, (pcall(function() return leaked end)) }")
        #expect(try result.get() == [false, false])
    }

    @Test(arguments: [
        "string.format = print", "rawset(string, 'format', print)", "setmetatable(string, {})", "table.insert(math, 1)",
        "table.sort(string, print)(1)", "getmetatable('').__index.format = print", "_G.table.sort = nil",
        "setmetatable(_G, nil)",
    ]) func theStandardLibraryCannotBeChanged(_ recipe: String) throws {
        var runner = RecipeRunner()
        _ = try runner.failure(of: recipe)
    }

    @Test func metamethodsThatAreUnsafeAreGone() throws {
        for name in ["__gc", "__mode", "__concat"] {
            #expect(
                try message("setmetatable({}, { \(name) = 'k' })").hasPrefix("recipes have no metamethod '\(name)': "))
        }
        #expect(
            try message("local m = {} local t = setmetatable({}, m) m.__concat = print return t .. ''")
                .hasPrefix("attempt to concatenate a table value"))
    }

    @Test func textOfObjectsHasNoAddresses() throws {
        let first = try value(
            "return { tostring({}), tostring(print), ('%s'):format({}), tostring(coroutine.create(print)) }")
        #expect(first == ["table: 1", "function: 2", "table: 3", "thread: 4"])
        #expect(try value("local t = {} local a = tostring(t) return a == tostring(t)") == true)
        #expect(try message("return ('%p'):format({})").hasPrefix("string.format has no '%p' in recipes"))
        #expect(try value("return ('%5.1f|%%p|%q'):format(1, 'x')") == "  1.0|%p|\"x\"")
    }

    @Test func pairsVisitsNumbersThenStringsThenBooleans() throws {
        let keys = try value(
            """
            local seen = {}
            for key in pairs{ z = 1, a = 1, [true] = 1, [false] = 1, [10] = 1, [-1] = 1, [2.5] = 1, B = 1 } do
              seen[#seen + 1] = tostring(key)
            end
            return seen
            """)
        #expect(keys == ["-1", "2.5", "10", "B", "a", "z", "false", "true"])
        #expect(try value("for key in pairs{ [print] = 1 } do return key == print end") == true)
    }

    @Test func nextFollowsTheOrderOfPairs() throws {
        let keys = try value(
            """
            local t, seen, key = { z = 1, a = 2, 3, 4 }, {}, nil
            repeat key = next(t, key) seen[#seen + 1] = tostring(key) until key == nil
            return seen
            """)
        #expect(keys == ["1", "2", "a", "z", "nil"])
        #expect(try value("return next({}) == nil") == true)
    }

    @Test func pairsAllowsFieldsToBeClearedOnTheWay() throws {
        let left = try value(
            "local t = { a = 1, b = 2, c = 3 } local seen = {} for k in pairs(t) do seen[#seen + 1] = k t.b = nil end return seen"
        )
        #expect(left == ["a", "c"])
    }

    @Test func sortIsStable() throws {
        let sorted = try value(
            """
            local list = {}
            for i = 1, 300 do list[i] = { key = i * 7 % 5, place = i } end
            table.sort(list, function(a, b) return a.key < b.key end)
            for i = 2, #list do
              assert(list[i - 1].key < list[i].key or list[i - 1].key == list[i].key and list[i - 1].place < list[i].place)
            end
            local plain = { 5, 3, 9, 1 }
            table.sort(plain)
            return plain
            """)
        #expect(sorted == [1, 3, 5, 9])
    }

    @Test func randomNumbersAndTimeComeFromTheHost() throws {
        let recipe =
            "return { math.random(1000000), math.random(1000000), math.random(0), os.time(), os.date('%Y-%m-%d %H:%M:%S') }"
        let first = try value(recipe)
        #expect(try value(recipe) == first)
        #expect(first.table?.items.suffix(2) == [1_700_000_000, "2023-11-14 22:13:20"])
        #expect(try message("math.randomseed()").hasPrefix("math.randomseed needs a number"))
        #expect(try value("return os.time{ year = 2024, month = 2, day = 29, hour = 0 }") == 1_709_164_800)
        #expect(try value("return os.date('!*t', 0).year") == 1970)
        #expect(
            try value(
                "for i = 1, 1000 do local r = math.random(3) assert(r >= 1 and r <= 3) end return math.random(5, 5)")
                == 5)
    }

    @Test func bytecodeIsRefused() throws {
        var runner = RecipeRunner()
        let failure = try runner.failure(of: "\u{1b}Lua")
        #expect(failure.kind == .syntax)
    }

    @Test func aShebangLineIsSkipped() throws {
        var runner = RecipeRunner()
        #expect(try runner.run("#!/usr/bin/env moondock\nreturn 1").get() == 1)
    }
}

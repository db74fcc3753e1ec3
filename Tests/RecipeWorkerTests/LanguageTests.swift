import Foundation
import LuaValues
import Testing

@testable import WorkerProtocol
@testable import WorkerRuntime

/// What recipes find as Lua's manual has it.
@Suite struct LanguageTests {
    private func value(_ recipe: String) throws -> LuaValue {
        var runner = RecipeRunner()
        return try runner.run(recipe).get()
    }

    private func message(_ recipe: String) throws -> String {
        var runner = RecipeRunner()
        return try runner.failure(of: recipe).message
    }

    @Test func numericStringsCalculate() throws {
        #expect(try value("return { '2' + 1, '10' / 2, -'3', '7' // 2, '0x10' * 1 }") == [3, 5.0, -3, 3, 16])
        #expect(try message("return 'a' + 1").hasPrefix("attempt to"))
    }

    @Test(arguments: [
        ("('%d'):format('x')", "bad argument #1 to 'format' (number expected, got string)"),
        ("string.format('%d', 'x')", "bad argument #2 to 'format' (number expected, got string)"),
        ("string.format('%q', {})", "bad argument #2 to 'format' (value has no literal form)"),
        ("('x').rep()", "bad argument #1 to 'rep' (string expected, got no value)"),
        ("table.insert({ 1 }, -2^31, 'x')", "bad argument #2 to 'insert' (position out of bounds)"),
        ("table.concat({ 1, {} })", "invalid value (table) at index 2 in table for 'concat'"),
        ("table.concat({ 1 }, ',', 1, 1e9)", "invalid value (nil) at index 2 in table for 'concat'"),
        ("table.move({}, 0, math.maxinteger, 1)", "bad argument #3 to 'move' (too many elements to move)"),
        ("utf8.char(-1)", "bad argument #1 to 'char' (value out of range)"),
        ("rawset({}, 1)", "bad argument #3 to 'rawset' (value expected)"),
        ("rawset({})", "bad argument #2 to 'rawset' (value expected)"), ("rawlen(5)", "table or string expected"),
        ("next({}, 'nope')", "invalid key to 'next'"),
    ]) func wrongArgumentsRaiseWithTheirPlace(call: String, text: String) throws {
        let caught = try value("local ok, message = pcall(function ()\n\(call) end) return { ok, message }")
        #expect(caught.table?.items.first == false)
        let message = caught.table?.items.last?.string ?? ""
        #expect(message.hasPrefix("recipes/test.lua:2: ") && message.contains(text), "\(message)")
    }

    @Test func functionsHaveTheirNamesInMessagesOfCallbacks() throws {
        #expect(
            try value("return select(2, pcall(string.gsub, 's', 's', setmetatable))")
                == "bad argument #1 to 'setmetatable' (table expected, got string)")
    }

    @Test func aLengthIsAskedForOnce() throws {
        let count = try value(
            """
            local asked, counts = 0, {}
            local list = setmetatable({ 1, 2, 3 }, { __len = function () asked = asked + 1 return 3 end })
            for _, act in ipairs { function () table.insert(list, 1) end, function () table.insert(list, 1, 1) end,
              function () table.remove(list) end, function () table.remove(list, 1) end } do
              asked = 0
              act()
              counts[#counts + 1] = asked
            end
            return counts
            """)
        #expect(count == [1, 1, 1, 1])
    }

    @Test func aWalkWithNextVisitsEveryKeyOnce() throws {
        let found = try value(
            """
            local t, seen, count = {}, {}, 0
            for i = 1, 3000 do t["k" .. i] = i t[i] = i t[{}] = i end
            for key in next, t do
              assert(not seen[key])
              seen[key], count = true, count + 1
              t[key] = nil
            end
            return { count, next(t) == nil }
            """)
        #expect(found == [9000, true])
    }

    @Test func smallerKeysThatWereAddedAfterAnEmptinessCheckAreVisited() throws {
        let found = try value(
            """
            local t, count = {}, 0
            for i = 100, 200 do t["x" .. i] = i end
            assert(next(t) == "x100")
            for i = 1, 50 do t["a" .. i] = i end
            for key in next, t do count = count + 1 end
            return count
            """)
        #expect(found == 151)
    }

    @Test func aPeekAtTheNextKeyTellsTheLast() throws {
        let lasts = try value(
            """
            local t, lasts = {}, {}
            for i = 1, 40 do t["k" .. i] = i end
            next(t, "k5")
            t.zz, t.zy = 1, 2
            for key in pairs(t) do if next(t, key) == nil then lasts[#lasts + 1] = key end end
            return lasts
            """)
        #expect(lasts == ["zz"])
    }

    @Test func objectsAreVisitedInTheOrderInWhichTheyWereMade() throws {
        let found = try value(
            """
            local a, b, c, order = {}, function () end, {}, {}
            for _, name in pairs { [c] = "c", [a] = "a", [b] = "b" } do order[#order + 1] = name end
            return order
            """)
        #expect(found == ["a", "b", "c"])
    }

    @Test func coroutinesAreClosed() throws {
        let found = try value(
            """
            local closed = 0
            local function guard() return setmetatable({}, { __close = function () closed = closed + 1 end }) end
            local co = coroutine.create(function ()
              local a <close> = guard()
              pcall(function () local b <close> = guard() coroutine.yield() end)
              closed = 100
            end)
            coroutine.resume(co)
            local ok = coroutine.close(co)
            local failing = coroutine.create(function () error("boom", 0) end)
            coroutine.resume(failing)
            local failed, message = coroutine.close(failing)
            return { ok, closed, coroutine.status(co), failed, message, coroutine.isyieldable(coroutine.create(print)) }
            """)
        #expect(found == [true, 2, "dead", false, "boom", true])
    }

    @Test(arguments: [("error(nil)", "false nil"), ("error('x', 0)", "false x"), ("return 1", "true nil")])
    func closingACoroutineThatEndedSaysWhetherItFailed(body: String, expected: String) throws {
        let found = try value(
            """
            local co = coroutine.create(function () \(body) end)
            coroutine.resume(co)
            local ok, failure = coroutine.close(co)
            return tostring(ok) .. " " .. tostring(failure)
            """)
        #expect(found.string == expected)
    }

    @Test func aTracebackNamesTheAuthorsFunctions() throws {
        let text = try value("local function deep() error('x') end return select(2, xpcall(deep, debug.traceback))")
            .string
        #expect(text?.contains("in function 'error'") == true)
        #expect(text?.contains("recipes/test.lua:1: in function <recipes/test.lua:1>") == true)
        #expect(text?.contains("moondock/") == false)
    }

    @Test func anErrorObjectThatNobodyCaughtSaysItsText() throws {
        #expect(
            try message("error(setmetatable({}, { __tostring = function () return 'disk full' end }))") == "disk full")
        #expect(
            try message("error(setmetatable({}, { __tostring = function () error('x') end }))")
                == "an error table without a message")
    }

    @Test func globalsThatTheFileSetsAreNilBefore() throws {
        #expect(try value("count = (count or 0) + 1 return count") == 1)
        #expect(try value("x = 1 x = nil return x == nil") == true)
        #expect(try value("_G.y = 2 return y") == 2)
        #expect(try value("return _G.DEBUG == nil") == true)
        #expect(try value("for name in pairs(_G) do if name == 'pairs' then return true end end") == true)
    }

    @Test func namesThatAreWithheldSayWhatToWrite() throws {
        for withheld in WithheldName.all {
            let use =
                withheld.isMetamethod
                ? "setmetatable({}, { \(withheld.name) = print })" : "return \(withheld.name)"
            #expect(try message(use).hasSuffix(withheld.reason), "\(withheld.name)")
        }
    }

    @Test func whateverStockLuaHasIsThereOrWithheldWithAReason() throws {
        let names = try stockNames()
        #expect(names.count > 140)
        for name in names where WithheldName.reason(name) == nil {
            let library = name.split(separator: ".").dropLast().first.map(String.init)
            if let library, WithheldName.reason(library) != nil { continue }
            #expect(try value("return \(name) ~= nil") == true, "\(name)")
        }
    }

    /// The globals of stock Lua and the fields of its libraries.
    private func stockNames() throws -> [String] {
        let script = """
            for name, value in pairs(_G) do
              print(name)
              if type(value) == "table" and name ~= "_G" then
                for field in pairs(value) do print(name .. "." .. field) end
              end
            end
            """
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["lua5.4", "-e", script]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init).sorted()
    }

    @Test func aModuleKnowsItsNameAndWhereItIs() throws {
        var runner = RecipeRunner()
        runner.modules["tools.naming"] = "return { ... }"
        let result = try runner.run("local m, path = require 'tools.naming' return { m[1], m[2], path }")
        #expect(try result.get() == ["tools.naming", "lib/tools/naming.lua", "lib/tools/naming.lua"])
    }

    @Test func timesThatAreFarFromNowAreToldApart() throws {
        #expect(try value("return os.difftime(math.maxinteger, math.maxinteger - 1)") == 1.0)
        #expect(try value("return os.difftime(1, 4)") == -3.0)
    }

    @Test func timeNormalisesItsTable() throws {
        #expect(
            try value("local t = { year = 2026, month = 14, day = 1 } os.time(t) return { t.year, t.month }") == [
                2027, 2,
            ])
        #expect(try value("return os.date('!%Ey', 0)") == "70")
    }
}

/// The clock of a recipe: it shows when the last step's end was recorded.
@Suite struct RecipeClockTests {
    private static let recipe =
        "local a = os.time() work {} local b = os.time() work {} return { b - a, os.time() - b, os.clock() }"

    private func scheduler() throws -> Scheduler {
        try Scheduler(
            start: RecipeStart(
                recipe: SourceText(chunk: "recipes/test.lua", text: Array(Self.recipe.utf8)), prelude: [],
                primitives: ["work": .step], limits: LuaLimits(), seed: 1, time: 1_000_000))
    }

    private func result(of scheduler: Scheduler) -> LuaValue? {
        for case .finished(.success(let value)) in scheduler.takeOutgoing() { return value }
        return nil
    }

    @Test func endsMoveItAndItDoesNotGoBack() throws {
        let scheduler = try scheduler()
        scheduler.run()
        try scheduler.receive(.reply(branch: 0, result: .success(nil), at: 1_005_500))
        scheduler.run()
        try scheduler.receive(.reply(branch: 0, result: .success(nil), at: 900_000))
        scheduler.run()
        #expect(result(of: scheduler) == [5, 0, 5.5])
    }

    @Test func aReplaySeesTheSame() throws {
        let scheduler = try scheduler()
        scheduler.run()
        try scheduler.receive(
            .replay([
                RecordedEnd(path: "1", result: .success(nil), at: 1_005_500),
                RecordedEnd(path: "2", result: .success(nil), at: 900_000),
            ]))
        scheduler.run()
        #expect(result(of: scheduler) == [5, 0, 5.5])
    }
}

/// What takes long without taking instructions ends with a limit that names its line.
@Suite struct UnpricedOperationTests {
    @Test(arguments: [
        "a < b", "a == b", "tonumber(digits, 10)", "digits + 1", "table[b]", "rawequal(a, b)", "math.abs(digits)",
    ]) func longStringsAreLimited(_ operation: String) throws {
        var runner = RecipeRunner()
        runner.limits.processorTime = 1
        runner.limits.instructionsPerTurn = 50_000_000
        let failure = try runner.failure(
            of: """
                local a, b, digits = ("x"):rep(4000000), ("x"):rep(4000000), ("1"):rep(4000000)
                local table = { [a] = 1 }
                while true do local _ = \(operation) end
                """)
        #expect(failure.kind == .limit)
        #expect(failure.position?.line == 3)
    }
}

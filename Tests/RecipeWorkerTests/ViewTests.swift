import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct ViewTests {
    private func value(_ recipe: String) throws -> LuaValue {
        var runner = RecipeRunner()
        return try runner.run(
            "local data = { list = { 1, 2, 3 }, name = 'x' } local view = host.readonly(data)\n" + recipe
        ).get()
    }

    @Test func aViewReadsLikeItsTable() throws {
        #expect(try value("return { view.name, view.list[2], #view.list, #view }") == ["x", 2, 3, 0])
        #expect(try value("local s = 0 for _, v in ipairs(view.list) do s = s + v end return s") == 6)
        #expect(try value("local s = 0 for _, v in pairs(view.list) do s = s + v end return s") == 6)
        #expect(
            try value("local keys = {} for k in pairs(view) do keys[#keys + 1] = k end return keys") == [
                "list", "name",
            ])
        #expect(try value("return table.concat(view.list, ',')") == "1,2,3")
        #expect(try value("return { table.unpack(view.list) }") == [1, 2, 3])
        #expect(try value("return { rawget(view, 'name'), rawlen(view.list), (next(view)) }") == ["x", 3, "list"])
    }

    @Test func aNestedViewIsTheSameEveryTime() throws {
        #expect(
            try value("return view.list == view.list and host.readonly(data) == view and host.readonly(view) == view")
                == true)
    }

    @Test func aViewCrossesAsItsTable() throws {
        var runner = RecipeRunner()
        _ = try runner.run("work(host.readonly{ ports = { 80 }, deep = { x = 1 } })")
        #expect(runner.transcript.compactMap(\.step).first?.options == ["ports": [80], "deep": ["x": 1]])
    }

    @Test(arguments: [
        "view.name = 'y'", "view.list[1] = 9", "rawset(view, 'name', 'y')", "table.insert(view.list, 4)",
        "table.remove(view.list)", "table.sort(view.list)", "setmetatable(view, nil)",
        "for _, v in pairs(view) do v[1] = 2 end",
        "table.move({ 1 }, 1, 1, 1, view)",
    ]) func aViewCannotBeWritten(_ recipe: String) throws {
        var runner = RecipeRunner()
        let failure = try runner.failure(of: "local view = host.readonly{ list = { 3, 2 }, name = 'x' } \(recipe)")
        #expect(failure.message.contains("read-only") || failure.message.contains("protected"))
    }
}

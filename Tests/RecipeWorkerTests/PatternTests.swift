import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct PatternTests {
    @Test(
        arguments: [
            ("('key = value'):match('^(%w+)%s*=%s*(%w+)$')", ["key", "value"]),
            ("('a.b'):find('.', 1, true)", [2, 2]),
            ("('hello'):find('l+')", [3, 4]),
            ("('hello'):find('xyz')", [nil]),
            ("('hello'):find('', 10)", [nil]),
            ("('f(a(b)c)d'):match('%b()')", ["(a(b)c)"]),
            ("('THE (quick) fox'):find('%f[%a]%a+%f[%A]')", [1, 3]),
            ("('abab'):match('(ab)%1')", ["ab"]),
            ("('abc'):match('()b()')", [2, 3]),
            ("('x-1]'):match('[%]%-]+')", ["-"]),
            ("('a,b,,c'):gsub(',', ';')", ["a;b;;c", 3]),
            ("('abc'):gsub('%w', '%0%0', 2)", ["aabbc", 2]),
            ("('abc'):gsub('', '-')", ["-a-b-c-", 4]),
            ("('$name is $age'):gsub('%$(%w+)', { name = 'x', age = 3 })", ["x is 3", 2]),
            ("('abc'):gsub('b', function() return false end)", ["abc", 1]),
            ("('aXb'):gsub('%u', string.lower)", ["axb", 1]),
        ] as [(String, LuaValue)]) func patternsMatchAsInLua(expression: String, expected: LuaValue) throws
    {
        var runner = RecipeRunner()
        let result = try runner.run("local found = table.pack(\(expression)) work(table.unpack(found, 1, found.n))")
        _ = try result.get()
        #expect(runner.transcript.compactMap(\.step).first?.options == expected)
    }

    @Test func gmatchVisitsEveryMatch() throws {
        var runner = RecipeRunner()
        let result = try runner.run(
            """
            local seen = {}
            for word, place in ('one two  three'):gmatch('(%a+)()') do seen[#seen + 1] = word .. place end
            for empty in ('ab'):gmatch('x*') do seen[#seen + 1] = empty end
            return seen
            """)
        #expect(try result.get() == ["one4", "two8", "three15", "", "", ""])
    }

    @Test(arguments: [
        ("('a'):find('[a')", "malformed pattern (missing ']')"),
        ("('a'):find('%')", "malformed pattern (ends with '%')"),
        ("('a'):find('(a')", "unfinished capture"),
        ("('a'):find('(a))')", "invalid pattern capture"),
        ("('a'):find('%1')", "invalid capture index %1"),
        ("('a'):gsub('a', '%2')", "invalid capture index %2"),
        ("('a'):gsub('a', '%x')", "invalid use of '%' in replacement string"),
        ("('a'):gsub('a', function() return {} end)", "invalid replacement value (a table)"),
        ("string.gsub('a', 'a', true)", "bad argument #3 to 'gsub' (string/function/table expected, got boolean)"),
        ("string.find(('a'):rep(300), ('a?'):rep(300))", "pattern too complex"),
    ]) func whatIsWrongIsSaid(expression: String, message: String) throws {
        var runner = RecipeRunner()
        #expect(try runner.failure(of: "local x = \(expression)").message == message)
    }

    @Test(arguments: [
        "string.find(('a'):rep(30), ('a?'):rep(30) .. ('a'):rep(30))",
        "('x'):rep(5000):find('(.-)(.-)(.-)(.-)(.-)(.-)b')",
        "while true do pcall(string.find, ('a'):rep(40), ('a?'):rep(40) .. 'b') end",
        "('x'):rep(30000):gsub('x*b', '')",
        "table.move({}, 1, 1 << 62, 1)",
        "table.insert(setmetatable({}, { __len = function() return 1 << 62 end }), 1, 2)",
        "table.remove(setmetatable({}, { __len = function() return 1 << 62 end }), 1)",
        "table.sort(setmetatable({}, { __len = function() return (1 << 31) - 2 end }))",
    ]) func loopsInsideTheLibraryEndWithTheBudget(_ recipe: String) throws {
        var runner = RecipeRunner()
        runner.limits.instructionsPerTurn = 5_000_000
        let failure = try runner.failure(
            of: "local f = function() \(recipe.contains("while") ? recipe : "local x = " + recipe) end f()")
        #expect(failure.kind == .limit)
        #expect(failure.position == SourcePosition(chunk: "recipes/test.lua", line: 1))
    }
}

import LuaSyntax
import Testing

@Suite("Queries")
struct QueryTests {
    private func calls(_ text: String) -> [CallSite] {
        let chunk = parse(text)
        return chunk.calls(ScopeResolver.resolve(chunk))
    }

    @Test func `calls name the global they call`() {
        let sites = calls("docker_run{ image = f(1) } a.b.c() local l l() x:m() g()() ; (h)() require 's'")
        #expect(sites.map(\.globalName) == ["docker_run", "f", "a.b.c", nil, nil, nil, "g", nil, "require"])
    }

    @Test func `calls are found wherever they stand`() {
        let text = """
            local a <const> = f1{}
            function g() return { f2(), [f3()] = -f4() .. f5() } end
            for i = f6(), f7(), f8() do if f9() then elseif f10() then else t[f11()] = f12 {} end end
            for k in f13() do while f14() do repeat until f15() end end
            return (f16()).x(function() f17() end)
            """
        #expect(calls(text).compactMap(\.globalName) == (1...17).map { "f\($0)" })
    }

    @Test func `the fields of a single table are at hand`() throws {
        let chunk = parse("docker_run{ image = 'a', ['name'] = x, 5 }")
        let site = try #require(chunk.calls(ScopeResolver.resolve(chunk)).first)
        let table = try #require(site.options)
        #expect(table.fields.map(\.name) == ["image", "name", nil])
        #expect(table.fields.map { $0.keySpan.map(chunk.source.text(of:)) } == ["image", "'name'", nil])
        #expect(chunk.source.text(of: site.nameSpan) == "docker_run")
        #expect(calls("f({}, 1)").first?.options == nil)
    }

    @Test func `documentation stands directly above`() {
        let chunk = parse(
            """
            --- Header of the file.

            -- detached

            --- Starts a container.
            ---@param host string
            local function start(host) end -- trailing
            local x = 1
            --[[
              In brackets.
            ]]
            function stop() end
            """)
        let documentation = chunk.block.statements.map { chunk.documentation(above: $0.span.start)?.text }
        #expect(documentation == ["Starts a container.\n@param host string", nil, "In brackets."])
        #expect(chunk.headerDocumentation?.text == "Header of the file.")
    }
}

import LuaSyntax
import Testing

@Suite("Scopes")
struct ScopeTests {
    /// Each use as `name:line access target`, a local's target being the line of its declaration.
    private func uses(_ text: String) -> [String] {
        let chunk = parse(text)
        let scopes = ScopeResolver.resolve(chunk)
        return scopes.uses.map { use in
            let target =
                switch use.target {
                case .local(let id): "\(chunk.source.line(at: scopes.declarations[id].identifier.span.start))"
                case .global: "global"
                case .field(let id): "field of \(chunk.source.line(at: scopes.declarations[id].identifier.span.start))"
                case .environment: "environment"
                }
            return "\(use.identifier.text) \(use.access) \(target)"
        }
    }

    @Test func `a local is visible from the statement after it`() {
        #expect(uses("local x = x\nlocal x = x\nreturn x") == ["x read global", "x read 1", "x read 2"])
    }

    @Test func `a local function sees itself`() {
        #expect(uses("local function f() f() end\nf = 1") == ["f call 1", "f write 1"])
    }

    @Test func `blocks end what they declare`() {
        #expect(
            uses("do local x end\nx()\nfor x = 1, 2 do y = x end\nreturn x") == [
                "x call global", "y write global", "x read 3", "x read global",
            ])
    }

    @Test func `the condition of repeat sees the block`() {
        #expect(uses("repeat\nlocal x\nuntil x") == ["x read 2"])
    }

    @Test func `methods have a self`() {
        #expect(
            uses("function t:m(a)\nreturn self, a end\nreturn self") == [
                "t read global", "self read 1", "a read 1", "self read global",
            ])
    }

    @Test func `reads writes and calls of globals are distinguished`() {
        let chunk = parse("f(a) b = c.d g.h() function i() end function j.k() end")
        let globals = ScopeResolver.resolve(chunk).globals.map { "\($0.identifier.text) \($0.access)" }
        #expect(globals == ["f call", "a read", "b write", "c read", "g read", "i write", "j read"])
    }

    @Test func `names under a local environment are its fields`() {
        #expect(
            uses("x = _ENV\nlocal _ENV = {}\ny = 1") == [
                "x write global", "_ENV read environment", "y write field of 2",
            ])
    }

    @Test func `declarations know who uses them`() {
        let chunk = parse("local a, b, c = 1 b = 2 return function() return a end")
        let declarations = ScopeResolver.resolve(chunk).declarations
        #expect(declarations.map(\.isRead) == [true, false, false])
        #expect(declarations.map(\.isCaptured) == [true, false, false])
    }

    @Test func `limits on locals and upvalues are Lua's`() throws {
        func names(_ count: Int) -> String { (1...count).map { "v\($0)" }.joined(separator: ", ") }
        func captures(_ count: Int) -> String {
            let declared = (1...2).map { half in (1...130).map { "u\(half)_\($0)" }.joined(separator: ", ") }
            let used = (0..<count).map { "u\($0 / 130 + 1)_\($0 % 130 + 1)" }.joined(separator: " = 1 ")
            return "local \(declared[0]) local function f() local \(declared[1]) return function() \(used) = 1 end end"
        }
        let programs = [
            "local \(names(200))", "local \(names(201))", "local x local function f(\(names(200))) end",
            "for i = 1, 2 do local \(names(196)) end", "for i = 1, 2 do local \(names(197)) end",
            "for i in f do local \(names(195)) end", "for i in f do local \(names(196)) end",
            "for \(names(196)) in f do end", "for \(names(197)) in f do end",
            "do local \(names(150)) end do local \(names(150)) end", "local function f(\(names(201))) end",
            captures(254), captures(255), captures(256), "function a:b(\(names(200))) end",
        ]
        for (program, verdict) in zip(programs, try ReferenceLua.verdicts(on: programs)) {
            let message = parse(program).diagnostics.first?.message
            #expect((message == nil) == (verdict == nil), "\(verdict ?? "accepted"): \(program)")
            if let message { #expect(verdict?.contains(message) == true) }
        }
    }
}

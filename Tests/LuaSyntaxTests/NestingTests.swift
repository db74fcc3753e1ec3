import LuaSyntax
import Testing

@Suite("Nesting")
struct NestingTests {
    /// Programs of a given depth, for each construct that nests.
    private static let shapes: [@Sendable (Int) -> String] = [
        { "return \(repeated("(", $0))1\(repeated(")", $0))" },
        { "return \(repeated("{", $0))\(repeated("}", $0))" },
        { "return \(repeated("{a=", $0))1\(repeated("}", $0))" },
        { "\(repeated("do ", $0))\(repeated("end ", $0))" },
        { "return \(repeated("function() return ", $0))1\(repeated(" end", $0))" },
        { "\(repeated("local function f() ", $0))\(repeated("end ", $0))" },
        { "\(repeated("if a then ", $0))\(repeated("end ", $0))" },
        { "\(repeated("repeat ", $0))\(repeated("until a ", $0))" },
        { "return \(repeated("not ", $0))1" },
        { "return \(repeated("a .. ", $0))1" },
        { "return \(repeated("a ^ ", $0))1" },
        { "\(repeated("a, ", $0))a = 1" },
        { "return \(repeated("f(", $0))1\(repeated(")", $0))" },
        { "return \(repeated("#{", $0))1\(repeated("}", $0))" },
        { "return \(repeated("a[", $0))1\(repeated("]", $0))" },
        { "return \(repeated("-{(a or ", $0))1\(repeated(")}", $0))" },
        { depth in (0..<depth).map { "::l\($0)::" }.joined(separator: ";") },
        { depth in "f(\((0...depth).map { "a\($0)" }.joined(separator: ", ")))" },
    ]

    private static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test(arguments: shapes.indices)
    func `the limit is where Lua has it`(shape: Int) throws {
        let depths = Array(60...70) + Array(96...100) + Array(192...201) + Array(250...256)
        let programs = depths.map(Self.shapes[shape])
        for (program, verdict) in zip(programs, try ReferenceLua.verdicts(on: programs)) {
            #expect(parse(program).isValid == (verdict == nil), "\(verdict ?? "accepted"): \(program.prefix(80))")
        }
    }

    @Test(arguments: shapes.indices)
    func `far too deep nesting is one error`(shape: Int) {
        let chunk = parse(Self.shapes[shape](100_000))
        #expect(chunk.diagnostics.count == 1)
    }

    @Test(arguments: [
        "return a\(repeated(".b", 200_000))", "return a\(repeated("()", 200_000))",
        "return 1\(repeated(" + a", 200_000))",
        "return a\(repeated(" or b", 200_000))", "\(repeated("if a then elseif b then end ", 50_000))",
    ])
    func `long chains have no limit`(program: String) {
        let chunk = parse(program)
        #expect(chunk.diagnostics == [])
        var count = 0
        chunk.block.walk { _ in count += 1 }
        #expect(count > 100_000)
        #expect(ScopeResolver.resolve(chunk).uses.isEmpty == false)
    }
}

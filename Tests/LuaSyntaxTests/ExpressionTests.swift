import LuaSyntax
import Testing

@Suite("Expressions")
struct ExpressionTests {
    @Test(arguments: [
        ("a or b and c", "<a or <b and c>>"),
        ("a < b == c ~= d", "<<<a < b> == c> ~= d>"),
        ("a | b ~ c & d << e .. f + g * -h ^ i", "<a | <b ~ <c & <d << <e .. <f + <g * <- <h ^ i>>>>>>>>>"),
        ("a .. b .. c", "<a .. <b .. c>>"),
        ("a - b - c + d", "<<<a - b> - c> + d>"),
        ("2 ^ -3 ^ 2", "<2 ^ <- <3 ^ 2>>>"),
        ("-a ^ b", "<- <a ^ b>>"),
        ("not a == b", "<<not a> == b>"),
        ("# a .. ~b", "<<# a> .. <~ b>>"),
        ("a * b + c * d - e", "<<<a * b> + <c * d>> - e>"),
        ("a >> b // c % d", "<a >> <<b // c> % d>>"),
        ("(a + b) * c", "<(<a + b>) * c>"),
    ])
    func `operators bind as the manual says`(text: String, outline: String) throws {
        #expect(try parseExpression(text).outline == outline)
    }

    @Test(arguments: [
        ("a.b[c]:d(e).f", "a.b[c]:d(e).f"),
        ("f{1}{2}'s'[[t]](u, v)", "f({1})({2})('s')('t')(u, v)"),
        ("('x'):rep(2)", "('x'):rep(2)"),
        ("{1; a = 2, [b] = 3, ...}", "{1, a=2, [b]=3, ...}"),
        ("{f = function(a, ...) end, [[x]]}", "{f=function/1+, 'x'}"),
        ("function() return end", "function/0"),
    ])
    func `accesses calls and tables keep their structure`(text: String, outline: String) throws {
        #expect(try parseExpression(text).outline == outline)
    }

    @Test func `every part has its own bytes`() throws {
        let chunk = parse("return a.b:c( x , {k = 1, ['l'] = 2} ) + #y")
        let source = chunk.source
        guard case .return(let statement) = chunk.block.statements[0], case .binary(let sum) = statement.values[0],
            case .call(let call) = sum.left, case .table(let table) = call.arguments.expressions[1]
        else { throw NotAnExpression() }
        #expect(source.text(of: sum.span) == "a.b:c( x , {k = 1, ['l'] = 2} ) + #y")
        #expect(source.text(of: sum.operatorSpan) == "+")
        #expect(source.text(of: sum.right.span) == "#y")
        #expect(source.text(of: call.callee.span) == "a.b")
        #expect(call.method.map { source.text(of: $0.span) } == "c")
        #expect(source.text(of: call.arguments.span) == "( x , {k = 1, ['l'] = 2} )")
        #expect(table.fields.map { $0.keySpan.map(source.text(of:)) } == ["k", "'l'"])
        #expect(table.fields.map { source.text(of: $0.span) } == ["k = 1", "['l'] = 2"])
        #expect(table.field(named: "l").map { source.text(of: $0.value.span) } == "2")
    }
}

import RandomTestSupport

/// Writes random Lua programs along the grammar. Names come from small pools, so that jumps, constants and scopes
/// often break a rule; now and then a token is wrong.
struct ProgramGenerator {
    private var random: SeededGenerator
    private var depth = 0
    /// One token in this many is replaced by a random one; 0 never.
    let mistakeRate: Int

    init(seed: UInt64, mistakeRate: Int) {
        random = SeededGenerator(seed: seed)
        self.mistakeRate = mistakeRate
    }

    mutating func program() -> String {
        depth = 0
        return block(2...7)
    }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int(random.next() % UInt64(choices.count))]
    }

    private mutating func chance(_ count: Int) -> Bool {
        random.next() % UInt64(count) == 0
    }

    private mutating func word(_ text: String) -> String {
        guard mistakeRate > 0, chance(mistakeRate) else { return text }
        return pick([
            "", "end", "do", "(", ")", "}", "=", ",", "::", "local", "function", "..", "...", "0x", "3..2", "'a",
            "[=", "@", "~", "return", "until", "<const>", "\"\\400\"", "'\\q'", "1e", "--[[", "goto", ".", ";",
        ])
    }

    private mutating func name() -> String { word(pick(["a", "b", "c", "d"])) }
    private mutating func label() -> String { pick(["x", "y", "continue"]) }

    private mutating func block(_ counts: ClosedRange<Int>) -> String {
        depth += 1
        defer { depth -= 1 }
        let count = Int.random(in: counts, using: &random)
        var lines = (0..<count).map { _ in statement() }
        if chance(8) { lines.append("return \(chance(2) ? expression() : "")\(chance(3) ? ";" : "")") }
        return lines.joined(separator: pick(["\n", " ", " ; ", "\r\n"]))
    }

    private mutating func body() -> String { depth > 4 ? "" : block(0...4) }

    private mutating func statement() -> String {
        switch Int(random.next() % 22) {
        case 0, 1: "\(word("local")) \(name())\(attribute()) \(word("=")) \(expression())"
        case 2: "local \(name())\(attribute()), \(name())\(attribute()) = \(expression()), \(expression())"
        case 3, 4: "\(name()) \(word("=")) \(expression())"
        case 5: "\(name()), \(name()).\(name()) = \(expression())"
        case 6: "\(word("do")) \(body()) \(word("end"))"
        case 7: "while \(expression()) \(word("do")) \(body()) end"
        case 8: "repeat \(body()) \(word("until")) \(expression())"
        case 9: "if \(expression()) \(word("then")) \(body()) \(chance(3) ? "elseif a then \(body())" : "") end"
        case 10: "if a then \(body()) \(word("else")) \(body()) end"
        case 11: "for \(name()) \(word("=")) \(expression()), \(expression()) do \(body()) end"
        case 12: "for \(name()), \(name()) \(word("in")) \(expression()) do \(body()) end"
        case 13: "function \(name())\(chance(2) ? ".b" : "")\(chance(3) ? ":c" : "")(\(parameters())) \(body()) end"
        case 14: "local function \(name())(\(parameters())) \(body()) end"
        case 15, 16: chance(2) ? "break" : "if a then break end"
        case 17: "goto \(label())"
        case 18: "goto x ; \(body()) ::x::"
        case 19: "::\(label())::"
        case 20: chance(2) ? ";" : "\(name()) \"s\""
        default: "\(name())\(chance(2) ? ":d" : "")(\(expression()))"
        }
    }

    private mutating func attribute() -> String {
        chance(4) ? " <\(word(pick(["const", "close"])))>" : ""
    }

    private mutating func parameters() -> String {
        pick(["", "a", "a, b", "...", "a, ...", word("c")])
    }

    private mutating func expression() -> String {
        depth += 1
        defer { depth -= 1 }
        guard depth < 8 else { return name() }
        switch Int(random.next() % 16) {
        case 0: return word(pick(["nil", "true", "false", "..."]))
        case 1, 2: return word(pick(["1", "0x1F", "3.5e-2", "0x.8p1", "1E+9", ".5", "5.", "0xep1"]))
        case 3: return word(pick(["'s'", "\"\\u{7FFF}\\z  x\"", "[==[ ] ]=] ]==]", "'\\x41\\065\\\n'", "''"]))
        case 4, 5, 6:
            let symbol = pick(["+", "..", "^", "and", "or", "==", "~=", "//", "<<", "~", "&", "|", "%", "<="])
            return "\(expression()) \(word(symbol)) \(expression())"
        case 7: return "\(pick(["-", "not ", "#", "~"]))\(expression())"
        case 8: return "{\(expression()), a = \(expression()); [\(expression())] = 1\(pick(["", ",", ";"]))}"
        case 9: return "function(\(parameters())) \(body()) end"
        case 10: return "(\(expression())\(word(")"))"
        case 11: return "\(name())[\(expression())]"
        case 12: return "\(name()).\(name()):b{\(expression())}"
        default: return name()
        }
    }
}

/// The kinds of token of Lua 5.4 (reference manual §3.1).
public enum TokenKind: UInt8, Sendable {
    /// The end of the source, and a byte that begins no token.
    case endOfFile, invalid
    /// Tokens with a value of their own. `longString` is written in long brackets.
    case name, number, string, longString
    /// Keywords of logic and values.
    case and, or, not, `nil`, `true`, `false`
    /// Keywords that open, divide or close blocks.
    case `do`, `else`, elseif, end, `for`, function, `if`, `in`, `repeat`, then, until, `while`
    /// Keywords of the other statements.
    case `break`, goto, local, `return`
    /// Arithmetic operators.
    case plus, minus, star, slash, doubleSlash, percent, caret, hash
    /// Bitwise operators.
    case ampersand, tilde, pipe, shiftLeft, shiftRight
    /// Comparisons.
    case equal, notEqual, lessOrEqual, greaterOrEqual, less, greater
    /// Brackets.
    case leftParenthesis, rightParenthesis, leftBrace, rightBrace, leftBracket, rightBracket
    /// The remaining punctuation.
    case assign, doubleColon, semicolon, colon, comma, dot, concatenate, ellipsis
}

extension TokenKind {
    /// How the token is written; for kinds with many spellings the name Lua gives them, such as `<name>`.
    public var spelling: String {
        switch self {
        case .endOfFile: "<eof>"
        case .invalid: "<invalid>"
        case .name: "<name>"
        case .number: "<number>"
        case .string, .longString: "<string>"
        case .plus: "+"
        case .minus: "-"
        case .star: "*"
        case .slash: "/"
        case .doubleSlash: "//"
        case .percent: "%"
        case .caret: "^"
        case .hash: "#"
        case .ampersand: "&"
        case .tilde: "~"
        case .pipe: "|"
        case .shiftLeft: "<<"
        case .shiftRight: ">>"
        case .equal: "=="
        case .notEqual: "~="
        case .lessOrEqual: "<="
        case .greaterOrEqual: ">="
        case .less: "<"
        case .greater: ">"
        case .leftParenthesis: "("
        case .rightParenthesis: ")"
        case .leftBrace: "{"
        case .rightBrace: "}"
        case .leftBracket: "["
        case .rightBracket: "]"
        case .assign: "="
        case .doubleColon: "::"
        case .semicolon: ";"
        case .colon: ":"
        case .comma: ","
        case .dot: "."
        case .concatenate: ".."
        case .ellipsis: "..."
        default: "\(self)"
        }
    }

    /// The spelling in quotes, except for names of kinds such as `<eof>` — the way Lua's messages quote.
    var quotedSpelling: String {
        switch self {
        case .endOfFile, .name, .number, .string, .longString, .invalid: spelling
        default: "'\(spelling)'"
        }
    }
}

/// How reading goes on after an error. Indentation tells where the next statement begins, since people keep it right
/// even where brackets and keywords are wrong.
extension Parser {
    /// The number of bytes before a token on its line.
    func column(of token: Token) -> Int {
        let before = source.bytes[..<token.span.start]
        return before.count - (before.lastIndex { $0.isNewline } ?? -1)
    }

    /// Skips to a token of the given kind on the same line; answers whether there is one.
    mutating func skip(to kind: TokenKind) -> Bool {
        while current.kind != kind {
            if current.kind == .endOfFile || current.startsLine { return false }
            advance()
        }
        return true
    }

    /// Skips to where the next statement seems to begin or the block to end.
    mutating func synchronise() {
        var depth = 0
        if current.span.start == statementStart.span.start { advance() }
        while current.kind != .endOfFile {
            if depth == 0, isAtStatementBoundary { return }
            if depth > 0, startsLineOutside(statementStart), current.kind != .end { return }
            depth = max(0, depth + blockDepthChange)
            advance()
        }
    }

    /// Skips what is left of a broken table field; answers false when the table seems to end with it.
    mutating func skipToNextField() -> Bool {
        var brackets = 0
        var blocks = 0
        while current.kind != .endOfFile {
            if startsLineOutside(statementStart), current.kind != .rightBrace { return false }
            if brackets == 0, blocks == 0 {
                switch current.kind {
                case .comma, .semicolon, .rightBrace: return true
                case .local, .return, .goto, .break, .end, .until: return false
                default: break
                }
            }
            switch current.kind {
            case .leftBrace, .leftBracket, .leftParenthesis: brackets += 1
            case .rightBrace, .rightBracket, .rightParenthesis: brackets = max(0, brackets - 1)
            default: blocks = max(0, blocks + blockDepthChange)
            }
            advance()
        }
        return false
    }

    private var isAtStatementBoundary: Bool {
        switch current.kind {
        case .semicolon, .local, .if, .while, .for, .repeat, .return, .break, .goto, .doubleColon: true
        case .end, .else, .elseif, .until: true
        case .name, .function, .do: startsLineOutside(statementStart)
        default: false
        }
    }

    /// Whether the current token begins a line that is indented no deeper than a statement.
    private func startsLineOutside(_ statement: Token) -> Bool {
        current.startsLine && column(of: current) <= column(of: statement)
    }

    private var blockDepthChange: Int {
        switch current.kind {
        case .function, .do, .if, .repeat: 1
        case .end, .until: -1
        default: 0
        }
    }
}

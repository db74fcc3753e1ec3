/// How reading goes on after an error. Indentation shows where the next statement begins, since people keep it right
/// even where brackets and keywords are wrong.
extension Parser {
    /// The number of bytes before a token on its line.
    func column(of token: Token) -> Int {
        let before = source.bytes[..<token.span.start]
        return before.count - (before.lastIndex { $0.isNewline } ?? -1)
    }

    /// Skips what is left of the broken head of a block, past the keyword that ends it or to the end of the line, so
    /// that the block is read and its `end` not taken for another's.
    mutating func skipHead(past kind: TokenKind) {
        while !skip(kind), !current.startsLine, !current.kind.endsBlock { advance() }
    }

    /// Skips to where the next statement seems to begin or the block to end.
    mutating func synchronise() {
        var depth = 0
        if current.span.start == statementStart.span.start { advance() }
        while current.kind != .endOfFile {
            if depth == 0, isAtStatementBoundary { return }
            if depth > 0, startsLineOutside(statementStart), current.kind != .end { return }
            depth = max(0, depth + current.kind.blockDepthChange)
            advance()
        }
    }

    /// Skips what is left of a broken table field; answers false when the table seems to end with it.
    mutating func skipToNextField(of opener: Token) -> Bool {
        var brackets = openBrackets(since: opener)
        var blocks = 0
        while current.kind != .endOfFile {
            if startsLineOutside(statementStart), current.kind != .rightBrace { return false }
            if blocks == 0 {
                switch current.kind {
                case .comma, .semicolon:
                    guard brackets > 1 else {
                        advance()
                        return true
                    }
                case .rightBrace where brackets <= 1: return true
                case .local, .return, .goto, .break, .end, .until: return false
                default: break
                }
            }
            brackets = max(1, brackets + current.kind.bracketDepthChange)
            blocks = max(0, blocks + current.kind.blockDepthChange)
            advance()
        }
        return false
    }

    /// How many brackets are open before the current token, counted from an opening one.
    private func openBrackets(since opener: Token) -> Int {
        var tokens = lexer
        tokens.offset = opener.span.start
        var depth = 0
        while true {
            let token = tokens.next()
            if token.span.start >= current.span.start { return depth }
            depth += token.kind.bracketDepthChange
        }
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
}

extension TokenKind {
    fileprivate var blockDepthChange: Int {
        switch self {
        case .function, .do, .if, .repeat: 1
        case .end, .until: -1
        default: 0
        }
    }

    fileprivate var bracketDepthChange: Int {
        switch self {
        case .leftBrace, .leftBracket, .leftParenthesis: 1
        case .rightBrace, .rightBracket, .rightParenthesis: -1
        default: 0
        }
    }
}

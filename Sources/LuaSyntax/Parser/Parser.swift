/// A recursive-descent parser for Lua 5.4 that follows lparser.c, so that it accepts what Lua accepts and speaks of
/// errors in the same words, but reads on after an error to report several in one pass.
public struct Parser: ~Copyable {
    /// How deeply statements, expressions and assignment targets may nest: what `luac` has left of LUAI_MAXCCALLS
    /// (200) when it begins to parse.
    static let nestingLimit = 198

    /// A source with more errors than this is not read further.
    static let diagnosticLimit = 50

    /// What `...` and `break` mean depends on the function they stand in.
    struct FunctionContext {
        var isVararg: Bool
        var loopDepth = 0
    }

    private(set) var lexer: Lexer
    private var lookahead: Token?
    private(set) var current: Token
    private(set) var previousEnd: Int
    private var diagnostics: [SyntaxDiagnostic] = []
    private var lastReportedStart = -1
    var nesting = 0
    private(set) var isAbandoned = false
    var function = FunctionContext(isVararg: true)
    /// First token of the statement being read; its indentation guides recovery.
    var statementStart: Token
    var traits = SemanticTraits()
    let source: LuaSource

    /// Parses a source. Never fails: what is wrong is in the chunk's diagnostics.
    /// - Parameter source: The source to read.
    public static func parse(_ source: LuaSource) -> Chunk {
        guard source.bytes.count <= LuaSource.maximumByteCount else {
            let span = SourceSpan(start: 0, end: 0)
            let tooLarge = SyntaxDiagnostic(span: span, message: "the file is larger than 1 GiB and was not read")
            return Chunk(
                source: source, block: Block(statements: [], span: span), comments: [], diagnostics: [tooLarge])
        }
        var parser = Parser(source: source)
        return parser.parseChunk()
    }

    private init(source: LuaSource) {
        self.source = source
        lexer = Lexer(source: source)
        previousEnd = source.codeStart
        current = lexer.next()
        statementStart = current
    }

    private mutating func parseChunk() -> Chunk {
        let block = parseBlock(openedBy: nil)
        let syntaxErrors = lexer.diagnostics + diagnostics
        let chunk = Chunk(source: source, block: block, comments: lexer.comments, diagnostics: syntaxErrors)
        let errors = syntaxErrors.isEmpty ? chunk.semanticErrors(traits) : syntaxErrors
        guard !errors.isEmpty else { return chunk }
        return Chunk(
            source: source, block: block, comments: lexer.comments,
            diagnostics: errors.sorted { $0.span.start < $1.span.start })
    }
}

// MARK: Tokens

extension Parser {
    mutating func advance() {
        previousEnd = current.span.end
        if let next = lookahead {
            current = next
            lookahead = nil
        } else {
            current = lexer.next()
        }
    }

    /// The kind of the token after the current one.
    mutating func peekKind() -> TokenKind {
        if let lookahead { return lookahead.kind }
        let next = lexer.next()
        lookahead = next
        return next.kind
    }

    mutating func skip(_ kind: TokenKind) -> Bool {
        guard current.kind == kind else { return false }
        advance()
        return true
    }

    /// The span from a token's start to the end of what has been read.
    func span(from start: Int) -> SourceSpan {
        SourceSpan(start: start, end: max(start, previousEnd))
    }
}

// MARK: Errors

extension Parser {
    /// Reports an error that does not stop reading.
    mutating func report(_ message: String, at span: SourceSpan, related: [SyntaxDiagnostic.Related] = []) {
        guard !isAbandoned else { return }
        diagnostics.append(SyntaxDiagnostic(span: span, message: message, related: related))
        if diagnostics.count >= Self.diagnosticLimit { abandon() }
    }

    /// Reports an error at the current token, once per token, and answers what to throw.
    mutating func fail(_ message: String, related: [SyntaxDiagnostic.Related] = []) -> ParseFailure {
        guard current.span.start != lastReportedStart else { return ParseFailure() }
        lastReportedStart = current.span.start
        report("\(message) near \(currentText)", at: current.span, related: related)
        return ParseFailure()
    }

    mutating func enterLevel() throws(ParseFailure) {
        nesting += 1
        guard nesting > Self.nestingLimit else { return }
        let failure = fail("nested too deeply (limit is \(Self.nestingLimit) levels)")
        abandon()
        nesting -= 1
        throw failure
    }

    mutating func leaveLevel() {
        nesting -= 1
    }

    /// Stops reading: the rest of the source counts as empty and nothing more is reported.
    mutating func abandon() {
        isAbandoned = true
        lexer.abandon()
        lookahead = nil
        current = lexer.next()
    }

    private var currentText: String {
        switch current.kind {
        case .endOfFile: "<eof>"
        case .invalid: SourceSnippet.near(invalid: source.bytes[current.span.start])
        default: SourceSnippet.near(source.bytes[current.span.range])
        }
    }
}

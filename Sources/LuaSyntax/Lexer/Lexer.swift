/// Turns the bytes of a source into tokens (reference manual §3.1), never failing: what is malformed is reported
/// in `diagnostics` and still yields the token it was meant to be.
public struct Lexer: Sendable {
    let bytes: [UInt8]
    var offset: Int
    private var isAtLineStart = true

    /// The comments met so far, in order.
    public private(set) var comments: [Comment] = []

    /// The malformed tokens met so far, in order.
    public internal(set) var diagnostics: [SyntaxDiagnostic] = []

    /// Makes a lexer at the first byte of a source's code.
    /// - Parameter source: The source to read.
    public init(source: LuaSource) {
        bytes = source.bytes
        offset = source.codeStart
    }

    /// All tokens of a source up to and without the end-of-file token.
    /// - Parameter source: The source to read.
    public static func tokens(of source: LuaSource) -> [Token] {
        var lexer = Lexer(source: source)
        var tokens: [Token] = []
        while true {
            let token = lexer.next()
            if token.kind == .endOfFile { return tokens }
            tokens.append(token)
        }
    }

    /// Reads the next token; at the end it answers the end-of-file token again and again.
    public mutating func next() -> Token {
        skipTrivia()
        let startsLine = isAtLineStart
        isAtLineStart = false
        let start = offset
        guard start < bytes.count else {
            return Token(kind: .endOfFile, span: SourceSpan(start: start, end: start), startsLine: startsLine)
        }
        var isEscaped = false
        let byte = bytes[start]
        let kind: TokenKind
        if byte.isNameStart {
            kind = scanName()
        } else if byte.isDigit {
            kind = scanNumber()
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            isEscaped = scanQuotedString(delimiter: byte)
            kind = .string
        } else {
            kind = scanPunctuation(byte)
        }
        let span = SourceSpan(start: start, end: offset)
        return Token(kind: kind, span: span, isEscaped: isEscaped, startsLine: startsLine)
    }

    /// The byte at a distance from the current one; 0 past the end.
    func peek(_ distance: Int = 0) -> UInt8 {
        let index = offset + distance
        return index < bytes.count ? bytes[index] : 0
    }

    mutating func report(_ message: String, from start: Int) {
        let near = SourceSnippet.near(bytes[start..<offset])
        diagnostics.append(
            SyntaxDiagnostic(span: SourceSpan(start: start, end: offset), message: "\(message) near \(near)"))
    }

    /// Ends reading: every following token is the end of the file.
    mutating func abandon() {
        offset = bytes.count
    }

    private mutating func scanName() -> TokenKind {
        let start = offset
        offset += 1
        while offset < bytes.count, bytes[offset].isNamePart { offset += 1 }
        return TokenKind.ofName(bytes[start..<offset])
    }

    private mutating func skipTrivia() {
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == 0x20 {
                offset += 1
            } else if byte.isNewline {
                isAtLineStart = true
                offset += 1
            } else if byte.isSpace {
                offset += 1
            } else if byte == UInt8(ascii: "-"), peek(1) == byte {
                skipComment()
            } else {
                return
            }
        }
    }

    private mutating func skipComment() {
        let start = offset
        offset += 2
        var isLong = false
        if peek() == UInt8(ascii: "["), let level = longBracketLevel() {
            isLong = true
            scanLongBracket(level: level, what: "comment", from: start)
        } else {
            while offset < bytes.count, !bytes[offset].isNewline { offset += 1 }
        }
        let span = SourceSpan(start: start, end: offset)
        comments.append(Comment(span: span, isLong: isLong, startsLine: isAtLineStart))
    }
}

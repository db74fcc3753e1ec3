extension Chunk {
    /// The comments that end on the line above a declaration, without an empty line between.
    /// - Parameter offset: The declaration's first byte.
    public func documentation(above offset: Int) -> DocComment? {
        var line = source.line(at: offset)
        var index = comments.firstIndex { $0.span.start >= offset } ?? comments.count
        let end = index
        while index > 0 {
            let comment = comments[index - 1]
            guard comment.startsLine, source.line(at: comment.span.end) == line - 1 else { break }
            line = source.line(at: comment.span.start)
            index -= 1
        }
        guard index < end else { return nil }
        let block = comments[index..<end]
        let span = comments[index].span.union(comments[end - 1].span)
        return DocComment(lines: block.flatMap { $0.lines(in: source) }, span: span)
    }

    /// The comments that begin the file, before any code and up to the first empty line.
    public var headerDocumentation: DocComment? {
        guard let first = comments.first, first.startsLine,
            first.span.start < (block.statements.first?.span.start ?? .max)
        else { return nil }
        var lines = first.lines(in: source)
        var span = first.span
        for comment in comments.dropFirst() {
            guard source.line(at: comment.span.start) == source.line(at: span.end) + 1, comment.startsLine
            else { break }
            lines += comment.lines(in: source)
            span = span.union(comment.span)
        }
        return DocComment(lines: lines, span: span)
    }
}

extension Comment {
    /// The comment's lines without dashes, brackets and one space after them.
    /// - Parameter source: The source the comment is from.
    public func lines(in source: LuaSource) -> [String] {
        let text = source.text(of: span)
        guard isLong else {
            let content = text.drop { $0 == "-" }
            return [String(content.first == " " ? content.dropFirst() : content)]
        }
        let level = text.dropFirst(3).prefix { $0 == "=" }.count
        let content = text.dropFirst(4 + level).dropLast(2 + level)
        let lines = content.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let trimmed = lines.map { line in String(line.drop { $0 == " " || $0 == "\t" }) }
        return Array(trimmed.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed())
    }
}

public import LuaSyntax

/// Changes a project's manifest in place: what has to change is changed, and every other byte stays where it was.
public struct ManifestEditor {
    private let source: LuaSource

    /// Takes a manifest.
    public init(_ source: LuaSource) { self.source = source }

    /// The manifest with one more library.
    ///
    /// It is put first, so that no comma and no comment at the end of the list has to be understood.
    /// - Parameters:
    ///   - alias: the name it is required by.
    ///   - entry: the library's table, as Lua.
    /// - Throws: `ManifestError` where the manifest cannot be read, or has a library of that name.
    public func adding(_ alias: String, _ entry: String) throws(ManifestError) -> LuaSource {
        var reader = TableReader()
        guard let root = reader.root(of: source) else {
            try reader.finish(source)
            return source
        }
        let line = "[\"\(alias)\"] = \(entry),"
        let text: String
        let place: Int
        if let libraries = root["libraries"] {
            if let other = libraries.table?.entries.first(where: { $0.key == .text(alias) }) {
                reader.report("there is a library '\(alias)' already", at: other.keySpan)
                try reader.finish(source)
            }
            place = libraries.span.start + 1
            text = isEndOfLine(place) ? "\n" + indentation(of: libraries.table, in: place) + line : " " + line
        } else {
            let span = try span(ofRoot: root, &reader)
            place = span.start + 1
            text =
                isEndOfLine(place)
                ? "\n  libraries = {\n    \(line)\n  }," : " libraries = { \(line) },"
        }
        var bytes = source.bytes
        bytes.insert(contentsOf: text.utf8, at: place)
        return LuaSource(name: source.name, bytes: bytes)
    }

    /// The manifest with another lowest version of a library, and with more grants.
    /// - Parameters:
    ///   - alias: the name it is required by.
    ///   - version: the version; `nil` to leave it.
    ///   - grants: what is granted besides.
    /// - Throws: `ManifestError` where the manifest cannot be read.
    public func updating(
        _ alias: String, version: LibraryVersion?, granting grants: [Grant]
    ) throws(ManifestError) -> LuaSource {
        _ = try ProjectManifest(source)
        guard let entry = library(alias), case .table(let table) = entry.value else { return source }
        var edits: [(span: SourceSpan, text: String)] = []
        if let version, let field = table.field(named: "version") { edits.append((field.value.span, "\"\(version)\"")) }
        let list = grants.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
        if !grants.isEmpty {
            if case .table(let known)? = table.field(named: "grants")?.value {
                let place = known.span.start + 1
                edits.append((SourceSpan(start: place, end: place), " \(list)\(known.fields.isEmpty ? " " : ",")"))
            } else {
                let place = table.fields.last?.span.end ?? table.span.start + 1
                edits.append((SourceSpan(start: place, end: place), ", grants = { \(list) }"))
            }
        }
        var bytes = source.bytes
        for edit in edits.sorted(by: { $0.span.start > $1.span.start }) {
            bytes.replaceSubrange(edit.span.range, with: Array(edit.text.utf8))
        }
        return LuaSource(name: source.name, bytes: bytes)
    }

    /// The manifest without a library. A comment behind it on its line goes with it; every other byte stays.
    /// - Throws: `ManifestError` where the manifest cannot be read.
    public func removing(_ alias: String) throws(ManifestError) -> LuaSource {
        _ = try ProjectManifest(source)
        guard let entry = library(alias) else { return source }
        let bytes = source.bytes
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        func skipBlanks(_ place: Int) -> Int { bytes[place...].firstIndex { !isBlank($0) } ?? bytes.count }
        var end = skipBlanks(entry.span.end)
        // Comments may stand before the comma.
        let separator = Self.afterComments(bytes[entry.span.end...])
        let hasSeparator =
            separator < bytes.count && [UInt8(ascii: ","), UInt8(ascii: ";")].contains(bytes[separator])
        if hasSeparator, separator == end { end += 1 }
        var start = entry.span.start
        let before = bytes[..<start].lastIndex { !isBlank($0) }
        if before.map({ Self.isLineBreak(bytes[$0]) }) ?? true {
            let after = skipBlanks(end)
            let rest = bytes[after...]
            // A comment in long brackets can go on behind the line, and stays.
            let isComment = rest.starts(with: Array("--".utf8)) && !Self.beginsLongBracket(rest.dropFirst(2))
            if isComment || rest.first.map(Self.isLineBreak) ?? false {
                start = before.map { $0 + 1 } ?? 0
                end = Self.endOfLine(rest)
            }
        } else {
            end = skipBlanks(end)
        }
        var edited = bytes
        if hasSeparator, separator >= end { edited.remove(at: separator) }
        edited.removeSubrange(start..<end)
        return LuaSource(name: source.name, bytes: edited)
    }

    /// Where the first byte stands that is neither white space nor part of a comment.
    private static func afterComments(_ rest: ArraySlice<UInt8>) -> Int {
        var rest = rest.drop { isLineBreak($0) || (9...13).contains($0) || $0 == UInt8(ascii: " ") }
        guard rest.starts(with: Array("--".utf8)) else { return rest.startIndex }
        rest = rest.dropFirst(2)
        guard beginsLongBracket(rest) else { return afterComments(rest.drop { !isLineBreak($0) }) }
        let level = rest.dropFirst().prefix { $0 == UInt8(ascii: "=") }.count
        let closing = [UInt8(ascii: "]")] + Array(repeating: UInt8(ascii: "="), count: level) + [UInt8(ascii: "]")]
        return afterComments(rest.firstRange(of: closing).map { rest[$0.upperBound...] } ?? rest.suffix(0))
    }

    private static func isLineBreak(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// Where the next line begins; two different bytes are one break, as in Lua.
    private static func endOfLine(_ rest: ArraySlice<UInt8>) -> Int {
        guard let first = rest.firstIndex(where: isLineBreak) else { return rest.endIndex }
        let second = rest[first...].dropFirst().first
        return second.map { isLineBreak($0) && $0 != rest[first] } ?? false ? first + 2 : first + 1
    }

    private static func beginsLongBracket(_ rest: ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: "[") else { return false }
        return rest.dropFirst().first { $0 != UInt8(ascii: "=") } == UInt8(ascii: "[")
    }

    /// The field of a library, with its brackets and without the comma.
    private func library(_ alias: String) -> TableField? {
        guard case .return(let end)? = Parser.parse(source).block.statements.last,
            case .table(let root)? = end.values.first,
            case .table(let libraries)? = root.field(named: "libraries")?.value
        else { return nil }
        return libraries.field(named: alias)
    }

    private func span(ofRoot root: LiteralTable, _ reader: inout TableReader) throws(ManifestError) -> SourceSpan {
        do {
            return try LiteralEvaluator.evaluate(Parser.parse(source)).span
        } catch {
            try reader.finish(source)
            return SourceSpan(start: 0, end: 0)
        }
    }

    private func isEndOfLine(_ place: Int) -> Bool {
        let rest = source.bytes[place...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return rest.isEmpty || rest.first == UInt8(ascii: "\n") || rest.first == UInt8(ascii: "\r")
    }

    /// The white space before the first library, or one step more than the table's own.
    private func indentation(of table: LiteralTable?, in place: Int) -> String {
        func white(_ offset: Int) -> String {
            let line = source.bytes[source.span(ofLine: source.line(at: offset)).range]
            return String(decoding: line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }, as: UTF8.self)
        }
        if let first = table?.entries.first, source.line(at: first.keySpan.start) > source.line(at: place) {
            return white(first.keySpan.start)
        }
        return white(place) + "  "
    }
}

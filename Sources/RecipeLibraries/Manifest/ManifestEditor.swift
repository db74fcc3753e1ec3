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
        if end < bytes.count, [UInt8(ascii: ","), UInt8(ascii: ";")].contains(bytes[end]) { end += 1 }
        var start = entry.span.start
        let before = bytes[..<start].lastIndex { !isBlank($0) }
        if before.map({ bytes[$0] == UInt8(ascii: "\n") }) ?? true {
            let after = skipBlanks(end)
            let rest = bytes[after...]
            if rest.starts(with: Array("--".utf8)) || rest.first == UInt8(ascii: "\n")
                || rest.first == UInt8(ascii: "\r")
            {
                start = before.map { $0 + 1 } ?? 0
                end = (rest.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count - 1) + 1
            }
        } else {
            end = skipBlanks(end)
        }
        var edited = bytes
        edited.removeSubrange(start..<end)
        return LuaSource(name: source.name, bytes: edited)
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

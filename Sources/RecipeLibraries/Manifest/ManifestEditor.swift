public import LuaSyntax

/// Changes a project's manifest in place: what is added is added, and every other byte stays where it was.
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

/// A text with places for values: `${name}`; `$${` stands for `${` itself. Nothing else in it has a meaning.
public struct Template: Sendable {
    private enum Piece: Sendable {
        case text(Range<Int>)
        case value(String, at: Int)
    }

    private let text: SourceText
    private let pieces: [Piece]

    /// Reads a template.
    /// - Throws: `ConfigurationError` with line and column where a place has no end or no name.
    public init(_ bytes: [UInt8]) throws(ConfigurationError) {
        text = try SourceText(bytes, format: nil)
        var cursor = ByteCursor(text)
        var pieces: [Piece] = []
        var start = 0
        while !cursor.isAtEnd {
            if cursor.sees("$${") {
                pieces.append(.text(start..<cursor.place))
                start = cursor.place + 1
                cursor.place += 3
            } else if cursor.sees("${") {
                pieces.append(.text(start..<cursor.place))
                pieces.append(try Self.value(&cursor))
                start = cursor.place
            } else {
                cursor.place += 1
            }
        }
        self.pieces = pieces + [.text(start..<cursor.place)]
    }

    private static func value(_ cursor: inout ByteCursor) throws(ConfigurationError) -> Piece {
        let start = cursor.place
        cursor.place += 2
        let name = cursor.place
        cursor.skip { byte in
            byte.isDigit || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "_.:-".utf8.contains(byte)
        }
        let end = cursor.place
        guard end > name, cursor.take("}") else {
            throw cursor.text.malformed(
                start, "'${' is not followed by a name and '}'", hint: "write '$${' for the characters themselves")
        }
        return .value(cursor.text.string(name..<end), at: start)
    }

    /// The names that it has places for.
    public var names: Set<String> {
        Set(pieces.compactMap { if case .value(let name, _) = $0 { name } else { nil } })
    }

    /// The text with the values in their places, in the template's encoding.
    /// - Throws: `ConfigurationError` with line and column for a name without a value.
    public func rendered(with values: [String: String]) throws(ConfigurationError) -> [UInt8] {
        var edits: [TextEdit] = []
        var last = 0
        for piece in pieces {
            switch piece {
            case .text(let range):
                // What stands between two pieces is one of the marks that are taken out.
                if range.lowerBound > last { edits.append(TextEdit(last..<range.lowerBound, "")) }
                last = range.upperBound
            case .value(let name, let offset):
                guard let value = values[name] else { throw missing(name, at: offset, among: Array(values.keys)) }
                let end = offset + name.utf8.count + 3
                edits.append(TextEdit(offset..<end, value))
                last = end
            }
        }
        return try text.applying(edits)
    }

    private func missing(_ name: String, at offset: Int, among names: [String]) -> ConfigurationError {
        let near = NearKeys.of(name, among: names.sorted()).first
        return ConfigurationError(
            .missingKey, at: text.position(of: offset), key: name, "there is no value for '\(name)'",
            hint: near.map { "did you mean '\($0)'? " }.map { "\($0)Else add it to with" } ?? "add it to with")
    }
}

import WorkerProtocol

/// Finds lines, and the words on them, in the sources of a run.
struct SourceExcerpts: Sendable {
    private let files: [String: [UInt8]]

    init(_ bundle: RunBundle) { files = bundle.sources }

    /// The lines of one file.
    init(_ source: SourceText) { files = [source.chunk: source.text] }

    /// The line at a position, with a word on it marked.
    /// - Parameters:
    ///   - word: what to mark.
    ///   - isKey: whether the word is an option's key, which may stand some lines below the call.
    func excerpt(at position: SourcePosition, marking word: String?, isKey: Bool, label: String?) -> Diagnostic.Excerpt
    {
        let lines = lines(of: position.chunk)
        if let word, !word.isEmpty {
            let last = isKey ? min(lines.count, position.line + 60) : min(lines.count, position.line)
            for number in stride(from: max(1, position.line), through: last, by: 1) {
                guard let column = Self.column(of: word, in: lines[number - 1], isKey: isKey) else { continue }
                return Diagnostic.Excerpt(
                    position: SourcePosition(chunk: position.chunk, line: number), column: column, length: word.count,
                    line: lines[number - 1], label: label)
            }
        }
        let line = (1...max(1, lines.count)).contains(position.line) && !lines.isEmpty ? lines[position.line - 1] : nil
        let indent = line.map { $0.prefix { $0 == " " || $0 == "\t" }.count } ?? 0
        return Diagnostic.Excerpt(
            position: position, column: line == nil ? 0 : indent + 1, length: max(1, (line?.count ?? 0) - indent),
            line: line, label: label)
    }

    private func lines(of chunk: String) -> [String] {
        guard let bytes = files[chunk] else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0.last == "\r" ? $0.dropLast() : $0) }
    }

    /// The column of a whole word, from 1.
    private static func column(of word: String, in line: String, isKey: Bool) -> Int? {
        var rest = line[...]
        while let range = rest.firstRange(of: word) {
            let isStart = range.lowerBound == line.startIndex || !isWordPart(line[line.index(before: range.lowerBound)])
            let after = line[range.upperBound...]
            let isEnd = after.first.map { !isWordPart($0) } ?? true
            let next = after.drop { $0 == " " || $0 == "\t" }
            let isAssigned = next.hasPrefix("=") && !next.hasPrefix("==")
            if isStart, isEnd, !isKey || isAssigned {
                return line.distance(from: line.startIndex, to: range.lowerBound) + 1
            }
            rest = line[range.upperBound...]
        }
        return nil
    }

    private static func isWordPart(_ character: Character) -> Bool {
        character == "_" || character.isLetter || character.isNumber
    }
}

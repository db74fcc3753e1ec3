/// A Dockerfile, read as far as it must be understood before it is sent: which instructions there are, with which flags.
/// https://docs.docker.com/reference/dockerfile/#format
struct Dockerfile: Sendable {
    /// One instruction; `ONBUILD RUN …` is a `RUN`.
    struct Instruction: Sendable, Hashable {
        /// The line it begins in, from 1.
        var line: Int
        /// In upper case.
        var keyword: String
        /// The names of its flags, `mount` for `--mount=…`.
        var flags: [String]
        /// The values of its flags, by their names.
        var values: [String: String] = [:]
        /// What follows the flags.
        var arguments: String
        /// Whether lines that follow belong to it, as `<<END` says.
        var hasHeredoc = false
    }

    /// The line of `# syntax=…`, if there is one.
    private(set) var syntaxLine: Int?
    private(set) var instructions: [Instruction] = []
    private var escape: Character = "\\"

    /// Reads a Dockerfile. What is no Dockerfile gives some instructions or none; the engine says what is wrong with it.
    init(_ text: String) {
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        // “\r\n” is one Character.
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        var next = readDirectives(lines)
        while next < lines.count {
            let start = next
            let statement = statement(lines, &next)
            guard var instruction = Self.instruction(statement, line: start + 1) else { continue }
            for delimiter in Self.heredocs(in: instruction) {
                guard let end = Self.end(of: delimiter, in: lines, from: next) else { continue }
                instruction.hasHeredoc = true
                next = end + 1
            }
            instructions.append(instruction)
        }
    }

    /// `# syntax=…` and `# escape=…`, which only count before anything else.
    /// - Returns: the index of the first line that is none.
    private mutating func readDirectives(_ lines: [Substring]) -> Int {
        for (index, line) in lines.enumerated() {
            guard let match = line.wholeMatch(of: /#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*/) else { return index }
            switch match.1.lowercased() {
            case "syntax": syntaxLine = syntaxLine ?? index + 1
            case "escape": escape = match.2.first ?? "\\"
            default: break
            }
        }
        return lines.count
    }

    /// One instruction's lines joined; comments between them do not count.
    private func statement(_ lines: [Substring], _ next: inout Int) -> String {
        var statement = ""
        while next < lines.count {
            var line = lines[next]
            next += 1
            let content = line.drop(while: \.isWhitespace)
            if content.hasPrefix("#") || (content.isEmpty && !statement.isEmpty) { continue }
            while let last = line.last, last == " " || last == "\t" { line = line.dropLast() }
            guard line.last == escape else { return statement + line }
            statement += line.dropLast()
        }
        return statement
    }

    private static func instruction(_ statement: String, line: Int) -> Instruction? {
        var rest = statement.drop(while: \.isWhitespace)
        func word() -> Substring? {
            let word = rest.prefix { !$0.isWhitespace }
            guard !word.isEmpty else { return nil }
            rest = rest.dropFirst(word.count).drop(while: \.isWhitespace)
            return word
        }
        guard var keyword = word()?.uppercased() else { return nil }
        if keyword == "ONBUILD", let inner = word() { keyword = inner.uppercased() }
        var flags: [String] = []
        var values: [String: String] = [:]
        while rest.hasPrefix("--"), rest.dropFirst(2).first?.isWhitespace == false, let flag = word() {
            let name = flag.dropFirst(2).prefix { $0 != "=" }
            flags.append(name.lowercased())
            values[name.lowercased()] = String(flag.dropFirst(name.count + 3))
        }
        return Instruction(line: line, keyword: keyword, flags: flags, values: values, arguments: String(rest))
    }

    /// The delimiters of the texts that follow an instruction.
    private static func heredocs(in instruction: Instruction) -> [(delimiter: String, hasTabs: Bool)] {
        guard ["RUN", "COPY", "ADD"].contains(instruction.keyword) else { return [] }
        return ShellWords.split(instruction.arguments).compactMap { word in
            // A shift such as `$((1 <<2))` is none.
            guard let match = word.wholeMatch(of: /[0-9]*<<(-?)(["']?)([A-Za-z_][A-Za-z0-9_.\-]*)\2/) else {
                return nil
            }
            return (String(match.3), match.1 == "-")
        }
    }

    private static func end(of heredoc: (delimiter: String, hasTabs: Bool), in lines: [Substring], from start: Int)
        -> Int?
    {
        lines.indices.dropFirst(start).first { index in
            (heredoc.hasTabs ? lines[index].drop { $0 == "\t" } : lines[index]) == heredoc.delimiter
        }
    }
}

/// A shell command's words as they are written: quotes and escapes stay.
enum ShellWords {
    static func split(_ line: String) -> [Substring] {
        var words: [Substring] = []
        var start: String.Index?
        var quote: Character?
        var index = line.startIndex
        while index < line.endIndex {
            let character = line[index]
            if quote == nil, character.isWhitespace {
                if let begin = start { words.append(line[begin..<index]) }
                start = nil
            } else {
                start = start ?? index
                if character == "\\", quote != "'" {
                    index = line.index(after: index)
                    if index == line.endIndex { break }
                } else if character == quote {
                    quote = nil
                } else if quote == nil, character == "\"" || character == "'" {
                    quote = character
                }
            }
            index = line.index(after: index)
        }
        if let start { words.append(line[start...]) }
        return words
    }
}

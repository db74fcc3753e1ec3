/// How text is coloured by the sequences in it, as far as these are taken over: colours, weight, slant and lines.
/// Nothing that blinks, hides or swaps.
struct GraphicRendition: Hashable, Sendable {
    private enum Kind: Hashable { case weight, slant, line, stroke, foreground, background }

    private var codes: [Kind: String] = [:]

    /// The parameters that set it on a terminal where nothing is set; `nil` where it is as usual.
    var parameters: String? {
        codes.isEmpty ? nil : codes.values.sorted().joined(separator: ";")
    }

    /// Takes the parameters of one sequence.
    mutating func apply(_ parameters: Substring.UnicodeScalarView) {
        let numbers = parameters.split(maxSplits: 32, omittingEmptySubsequences: false) { $0 == ";" || $0 == ":" }
            .map { Int(String($0)) ?? ($0.isEmpty ? 0 : -1) }
        var rest = numbers[...]
        while let code = rest.popFirst() {
            switch code {
            case 0: codes = [:]
            case 1, 2: codes[.weight] = "\(code)"
            case 3: codes[.slant] = "3"
            case 4: codes[.line] = "4"
            case 9: codes[.stroke] = "9"
            case 22: codes[.weight] = nil
            case 23: codes[.slant] = nil
            case 24: codes[.line] = nil
            case 29: codes[.stroke] = nil
            case 30...37, 90...97: codes[.foreground] = "\(code)"
            case 39: codes[.foreground] = nil
            case 40...47, 100...107: codes[.background] = "\(code)"
            case 49: codes[.background] = nil
            case 38: codes[.foreground] = Self.colour(38, &rest)
            case 48: codes[.background] = Self.colour(48, &rest)
            default: break
            }
        }
    }

    /// One of 256 colours, or one by its parts.
    private static func colour(_ code: Int, _ rest: inout ArraySlice<Int>) -> String? {
        let count = rest.first == 5 ? 2 : rest.first == 2 ? 4 : 0
        let parts = rest.prefix(count)
        rest = rest.dropFirst(count)
        guard count > 0, parts.count == count, parts.allSatisfy({ (0...255).contains($0) }) else { return nil }
        return "\(code);" + parts.map(String.init).joined(separator: ";")
    }
}

extension SafeText {
    /// A piece of a line that has one colour.
    public struct ColouredPiece: Hashable, Sendable {
        /// The text, neutralised.
        public let text: String
        /// The parameters that colour it on a terminal, such as `1;31`; `nil` where it has no colour of its own.
        public let parameters: String?
    }

    /// A line of text without the sequences that colour it; whoever takes it shows it, or escapes it, by its own rules.
    public static func uncoloured(_ line: String) -> String {
        guard line.utf8.contains(0x1b) else { return line }
        var result: [UInt8] = []
        var rest = line.unicodeScalars[...]
        while let scalar = rest.first {
            if let sequence = TerminalSequence(rest) {
                rest = rest[sequence.end...]
            } else {
                result += String(scalar).utf8
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A line of text in pieces by the colours that the sequences in it request.
    public static func coloured(_ line: String) -> [ColouredPiece] {
        guard line.utf8.contains(0x1b) else { return [ColouredPiece(text: neutralised(line), parameters: nil)] }
        var pieces: [ColouredPiece] = []
        var writer = Writer()
        var rendition = GraphicRendition()
        func flush() {
            if !writer.isEmpty { pieces.append(ColouredPiece(text: writer.text, parameters: rendition.parameters)) }
            writer = Writer()
        }
        var rest = line.unicodeScalars[...]
        while let scalar = rest.first {
            if let sequence = TerminalSequence(rest) {
                if let parameters = sequence.parameters {
                    flush()
                    rendition.apply(parameters)
                }
                rest = rest[sequence.end...]
            } else {
                writer.write(scalar)
                rest = rest.dropFirst()
            }
        }
        flush()
        return pieces
    }
}

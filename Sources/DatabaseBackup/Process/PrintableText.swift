/// Makes text from outside safe to print and short enough to keep.
enum PrintableText {
    private static let lineLimit = 2000
    private static let statementLimit = 200
    /// Database clients quote the statement that failed, rows and all, behind these words.
    private static let statementMarkers = ["Command was:", "INSERT INTO", "COPY "]

    /// One line without control characters or terminal sequences, cut when it is long.
    static func line(_ text: some StringProtocol) -> String {
        var clean = ""
        var escape = EscapeState.none
        for scalar in text.unicodeScalars {
            escape = escape.after(scalar)
            guard escape == .none, !isControl(scalar) else { continue }
            clean.unicodeScalars.append(scalar)
        }
        let limit = statementMarkers.contains(where: clean.contains) ? statementLimit : lineLimit
        return clean.count > limit ? clean.prefix(limit) + "…" : clean
    }

    /// C0, DEL, C1, and the characters that reorder text.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0x00...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Where a scalar lies in a terminal sequence (ECMA-48: ESC, or ESC [ parameters final).
    private enum EscapeState {
        case none, introduced, parameters, final

        func after(_ scalar: Unicode.Scalar) -> EscapeState {
            switch self {
            case .none, .final: scalar == "\u{1B}" ? .introduced : .none
            case .introduced: scalar == "[" ? .parameters : .final
            case .parameters: (0x40...0x7E).contains(scalar.value) ? .final : .parameters
            }
        }
    }
}

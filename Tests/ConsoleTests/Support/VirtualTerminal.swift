/// A small terminal: enough of one to see what a person would see after a stream of bytes.
struct VirtualTerminal {
    private(set) var rows: [[Character]] = [[]]
    private(set) var isCursorVisible = true
    private(set) var wraps = true
    /// Sequences that it does not know; there should be none.
    private(set) var unknown: [String] = []

    private let columns: Int
    private var row = 0
    private var column = 0

    init(columns: Int) { self.columns = columns }

    /// What is on the screen and above it, without spaces at line ends.
    var text: String {
        rows.map { String(String($0).reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
    }

    mutating func feed(_ text: String) {
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "\r": column = 0
            case "\n": newLine()
            case "\u{1b}": sequence(&rest)
            default: put(character)
            }
        }
    }

    private mutating func newLine() {
        row += 1
        column = 0
        if row == rows.count { rows.append([]) }
    }

    private mutating func put(_ character: Character) {
        if column >= columns {
            guard wraps else { return }
            newLine()
        }
        while rows[row].count <= column { rows[row].append(" ") }
        rows[row][column] = character
        column += 1
    }

    private mutating func sequence(_ rest: inout Substring) {
        guard rest.popFirst() == "[" else { return unknown.append("no CSI") }
        var parameters = ""
        while let next = rest.popFirst() {
            guard next.isLetter else {
                parameters.append(next)
                continue
            }
            return perform(parameters, next)
        }
    }

    private mutating func perform(_ parameters: String, _ final: Character) {
        switch (parameters, final) {
        case ("?25", "h"): isCursorVisible = true
        case ("?25", "l"): isCursorVisible = false
        case ("?7", "h"): wraps = true
        case ("?7", "l"): wraps = false
        case ("?2026", "h"), ("?2026", "l"), (_, "m"): break
        case (_, "A"): row = max(0, row - (Int(parameters) ?? 1))
        case ("", "K"): rows[row] = Array(rows[row].prefix(column))
        case ("", "J"):
            rows[row] = Array(rows[row].prefix(column))
            rows.removeLast(rows.count - row - 1)
        default: unknown.append(parameters + String(final))
        }
    }
}

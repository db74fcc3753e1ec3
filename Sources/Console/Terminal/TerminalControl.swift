import Foundation

/// The escape sequences in use (ECMA-48 and the DEC private modes every terminal of today has).
enum TerminalControl {
    static let hideCursor = "\u{1b}[?25l"
    static let showCursor = "\u{1b}[?25h"
    /// Without wrapping, a line that is wider than thought is cut and cannot take a second row.
    static let wrapOff = "\u{1b}[?7l"
    static let wrapOn = "\u{1b}[?7h"
    static let clearToEndOfLine = "\u{1b}[K"
    static let clearBelow = "\u{1b}[J"
    /// Terminals that know synchronised output show a frame at once; others ignore this.
    static let beginFrame = "\u{1b}[?2026h"
    static let endFrame = "\u{1b}[?2026l"

    static func up(_ rows: Int) -> String { rows > 0 ? "\r\u{1b}[\(rows)A" : "\r" }

    /// Ends an unfinished frame and gives the terminal back as it was. Calls only what POSIX
    /// allows there, so that a signal
    /// handler may call it.
    static func restore(descriptor: Int32) {
        guard isatty(descriptor) == 1 else { return }
        let sequence: StaticString = "\u{1b}[?2026l\u{1b}[0m\u{1b}[?7h\u{1b}[?25h"
        _ = Foundation.write(descriptor, sequence.utf8Start, sequence.utf8CodeUnitCount)
    }
}

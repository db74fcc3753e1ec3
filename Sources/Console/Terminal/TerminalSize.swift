import Foundation

/// How large a terminal is.
public struct TerminalSize: Hashable, Sendable {
    /// Columns.
    public let columns: Int
    /// Rows.
    public let rows: Int

    /// Makes a size.
    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// What terminals have had since the VT100.
    public static let classic = TerminalSize(columns: 80, rows: 24)

    /// The size of the terminal behind a descriptor, or `nil` where there is none or it does not say.
    public static func of(descriptor: Int32) -> TerminalSize? {
        var window = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return nil
        }
        return TerminalSize(columns: Int(window.ws_col), rows: Int(window.ws_row))
    }
}

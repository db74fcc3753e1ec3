import Foundation
import Testing

/// A real terminal of the kernel, with nobody in front of it.
final class PseudoTerminal: Sendable {
    /// `TIOCSPTLCK` and `TIOCGPTPEER` of ioctl_tty(2); Swift does not see the macros.
    private static let setLock: UInt = 0x4004_5431
    private static let openPeer: UInt = 0x5441

    let controller: Int32
    let terminal: Int32

    init(columns: UInt16 = 80, rows: UInt16 = 24) throws {
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var isLocked: Int32 = 0
        try #require(controller >= 0 && ioctl(controller, Self.setLock, &isLocked) == 0)
        terminal = ioctl(controller, Self.openPeer, O_RDWR | O_NOCTTY)
        try #require(terminal >= 0)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    }

    deinit {
        close(terminal)
        close(controller)
    }

    func type(_ text: String) { _ = text.withCString { write(controller, $0, strlen($0)) } }

    /// Everything shown until some text has been shown.
    func shown(until end: String) -> String {
        var text = ""
        var bytes = [UInt8](repeating: 0, count: 4096)
        while !text.contains(end) {
            let count = read(controller, &bytes, bytes.count)
            guard count > 0 else { break }
            text += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
        return text
    }
}

import Foundation

/// The processes of this machine, read from `/proc`.
enum ProcessTable {
    /// Command lines of all running processes that contain a text, arguments separated by spaces.
    static func commandLines(containing text: String) -> [String] {
        let identifiers = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap(Int.init)
        return identifiers.compactMap { identifier in
            guard let data = FileManager.default.contents(atPath: "/proc/\(identifier)/cmdline") else { return nil }
            let line = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            return line.contains(text) ? line : nil
        }
    }

    /// Whether a process runs; one that ended and waits to be reaped does not.
    static func isRunning(_ identifier: Int) -> Bool {
        guard let data = FileManager.default.contents(atPath: "/proc/\(identifier)/stat") else { return false }
        let afterName = String(decoding: data, as: UTF8.self).split(separator: ") ").last ?? ""
        return !afterName.hasPrefix("Z") && !afterName.hasPrefix("X")
    }
}

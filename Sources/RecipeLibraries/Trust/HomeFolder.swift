public import Foundation

/// The person's folder: what `HOME` says, as in a shell, else what the system knows.
public enum HomeFolder {
    /// The folder.
    public static var url: URL {
        let home = ProcessInfo.processInfo.environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return home.map { URL(fileURLWithPath: $0) } ?? FileManager.default.homeDirectoryForCurrentUser
    }

    /// A path whose `~/` stands for the folder.
    public static func expand(_ path: String) -> String {
        path == "~"
            ? url.path : path.hasPrefix("~/") ? url.appendingPathComponent(String(path.dropFirst(2))).path : path
    }
}

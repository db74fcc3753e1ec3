import Foundation

/// A directory that is removed when it goes out of use.
final class TemporaryDirectory: Sendable {
    let url: URL
    var path: String { url.path }

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "backup-" + UUID().uuidString.prefix(8), directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String {
        url.appending(path: name).path
    }

    /// Makes a subdirectory.
    func directory(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        return path(name)
    }
}

/// Names in a directory, lock files left out.
func contents(of directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).filter { !$0.hasPrefix(".lock-") }.sorted()
}

/// Every file below a directory, as text for searching.
func allText(below directory: String) throws -> String {
    let enumerator = FileManager.default.enumerator(atPath: directory)
    var text = ""
    while let name = enumerator?.nextObject() as? String {
        if let data = FileManager.default.contents(atPath: "\(directory)/\(name)") {
            text += String(decoding: data, as: UTF8.self)
        }
    }
    return text
}

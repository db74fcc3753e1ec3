public import Foundation

/// A directory that exists while a test runs.
public struct TemporaryDirectory: Sendable {
    /// Its absolute path.
    public let path: String

    /// Runs a test with an empty directory, and removes the directory afterwards.
    public static func with<Result: Sendable>(
        _ body: @Sendable (TemporaryDirectory) async throws -> Result
    ) async throws -> Result {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("moondock-test-\(UUID().uuidString.prefix(13))").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(TemporaryDirectory(path: path))
    }

    /// The path of something in the directory.
    public func appending(_ name: String) -> String { "\(path)/\(name)" }

    /// A directory within this one; it comes into being with the first file written to it.
    public func subdirectory(_ name: String) -> TemporaryDirectory { TemporaryDirectory(path: appending(name)) }

    /// Writes a file, and the directories it lies in.
    public func write(_ name: String, _ contents: String) throws {
        try write(name, Data(contents.utf8))
    }

    /// Writes a file, and the directories it lies in.
    public func write(_ name: String, _ contents: Data) throws {
        let url = URL(fileURLWithPath: appending(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try contents.write(to: url)
    }
}

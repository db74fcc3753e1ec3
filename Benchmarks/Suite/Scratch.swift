import Foundation

/// A folder for the time of the measurements.
enum Scratch {
    static func with(parent: URL?, _ body: (URL) async throws -> Void) async throws {
        let parent = parent ?? FileManager.default.temporaryDirectory
        let folder = parent.appendingPathComponent("moondock-benchmarks-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }
}

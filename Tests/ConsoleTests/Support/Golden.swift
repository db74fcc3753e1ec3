import Foundation
import Testing

/// Compares text with a recorded file. With `MOONDOCK_RECORD_GOLDEN=1` in the environment the file is written instead.
func expectGolden(
    _ text: String, _ name: String, location: SourceLocation = #_sourceLocation
) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")
    let golden = folder.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["MOONDOCK_RECORD_GOLDEN"] == "1" {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(to: golden, atomically: true, encoding: .utf8)
        return
    }
    let expected = try String(contentsOf: golden, encoding: .utf8)
    #expect(text == expected, "differs from Golden/\(name).txt", sourceLocation: location)
}

import Foundation

/// The program under test: the build that belongs to these tests, beside their bundle.
enum ProductBinary {
    static let path: String = {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let own = link ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("moondock").path
    }()
}

import Foundation
import Testing

/// A conversion that traps ends the host. Numbers of recipes, workers, servers, files and rows can be anything, so what
/// makes an integer of a floating-point number says what becomes of those that fit into none: `Int64(exactly:)`.
@Suite struct ConversionTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../Sources").standardizedFileURL

    /// `Int(…)` without a label, over something that smells of a floating-point number.
    private static func isSuspicious(_ line: String) -> Bool {
        let marks = [".rounded(", "econds *", "Double(", "* 1e", "* 1000", "* 1_000", "timeInterval", "fraction *"]
        guard line.contains("Int"), marks.contains(where: line.contains) else { return false }
        let labels = /\bU?Int(8|16|32|64)?\((?!exactly:|clamping:|truncatingIfNeeded:|bitPattern:|ascii:)/
        return line.firstMatch(of: labels) != nil
    }

    @Test func noFloatingPointNumberIsConvertedUnchecked() throws {
        let walk = try #require(FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil))
        var (files, found) = (0, [String]())
        for case let file as URL in walk where file.pathExtension == "swift" {
            files += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            where Self.isSuspicious(String(line)) {
                found.append("\(file.lastPathComponent):\(index + 1): \(line.trimmingCharacters(in: .whitespaces))")
            }
        }
        #expect(files > 300)
        #expect(found == [], "write Int64(exactly: number.rounded()), and what holds where that is nil")
    }

    @Test(arguments: ["let x = Int64(seconds * 1000)", "Int(x.rounded())", "UInt16(Double(a) * b)"])
    func theLookoutSeesThem(_ line: String) { #expect(Self.isSuspicious(line)) }
}

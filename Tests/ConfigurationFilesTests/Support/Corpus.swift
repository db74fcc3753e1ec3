import ConfigurationFiles
import Foundation
import Testing

/// A file as it is found in the wild, what is set in it, and what has to come of it.
struct CorpusFile: CustomTestStringConvertible, Sendable {
    let name: String

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Corpus")

    /// All files of the corpus.
    static let all: [CorpusFile] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().filter { !$0.hasSuffix(".set") && !$0.hasSuffix(".expected") }.map(CorpusFile.init)
    }()

    var testDescription: String { name }

    var bytes: [UInt8] { get throws { try Self.read(name) } }

    var format: ConfigurationFormat {
        get throws { try #require(ConfigurationFormat(fileName: name), "\(name) does not say what it is") }
    }

    /// What is set.
    var edit: Edit { get throws { try JSONDecoder().decode(Edit.self, from: Data(try Self.read(name + ".set"))) } }

    /// Compares with what is recorded; `MOONDOCK_RECORD_GOLDEN=1` records it.
    func compare(_ bytes: [UInt8]) throws {
        let file = name + ".expected"
        if ProcessInfo.processInfo.environment["MOONDOCK_RECORD_GOLDEN"] == "1" {
            try Data(bytes).write(to: Self.folder.appendingPathComponent(file))
        }
        let expected = try Self.read(file)
        #expect(bytes == expected, "\(name) is not \(file): \(String(decoding: bytes, as: UTF8.self))")
    }

    private static func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// The keys and values of a `.set` file.
    struct Edit: Decodable {
        let create: Bool
        let set: [String: Value]

        var values: [String: ConfigurationValue] { self.set.mapValues(\.value) }
    }

    /// A value of a `.set` file.
    struct Value: Decodable {
        let value: ConfigurationValue

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                value = .boolean(flag)
            } else if let number = try? container.decode(Int.self) {
                value = .number(String(number))
            } else {
                value = .text(try container.decode(String.self))
            }
        }
    }
}

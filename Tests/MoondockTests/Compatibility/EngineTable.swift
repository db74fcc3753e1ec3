import DockerEngine
import Foundation

/// The table of `moondock docs engines`, as it lies in the sources.
struct EngineTable: Codable {
    struct Row: Codable, Equatable {
        struct Feature: Codable, Equatable {
            let feature: String
            /// What the program said where it did not work; nil where it did.
            let lacks: String?
        }

        let engine: String
        let storage: String
        var features: [Feature]
    }

    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Sources/moondock/Docs/engines.json")

    private(set) var rows: [Row]

    init() throws { rows = try JSONDecoder().decode([Row].self, from: Data(contentsOf: Self.file)) }

    /// What the table says of an engine; nil where it was never tried.
    func row(like seen: Row) -> Row? { rows.first { $0.engine == seen.engine && $0.storage == seen.storage } }

    /// Notes what was seen, in the place of what was seen on that engine before.
    mutating func note(_ seen: Row) throws {
        rows.removeAll { $0.engine == seen.engine && $0.storage == seen.storage }
        rows.append(seen)
        rows.sort { ($0.engine, $0.storage) < ($1.engine, $1.storage) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (encoder.encode(rows) + Data("\n".utf8)).write(to: Self.file)
    }
}

extension EngineTable.Row {
    /// The row of an engine, still without features.
    init(_ engine: DockerEngine) async throws {
        let version = try await engine.version()
        // What a distribution has added to the number says nothing of what it can do.
        self.engine = "\(version.product.rawValue) \(version.version.prefix { $0 != "+" })"
        storage = try await engine.info().storageDriver
        features = []
    }
}

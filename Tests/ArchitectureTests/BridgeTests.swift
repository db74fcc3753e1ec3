import Foundation
import Testing

/// The C between Lua and Swift: its files stand on one another in one direction.
@Suite struct BridgeTests {
    private static let sources = Result { try BridgeSources() }

    @Test func noFilesCallEachOtherInACircle() throws {
        let sources = try Self.sources.get()
        let definitions = Dictionary(
            sources.files.flatMap { file in file.definitions.map { ($0, file.path) } },
            uniquingKeysWith: { first, _ in first })
        let calls = sources.files.map { file in
            (file.path, Set(file.names.compactMap { definitions[$0] }).subtracting([file.path]))
        }
        try #require(definitions["mdl_encode"] == "values/mdl_encode.c" && definitions.count > 90)
        let circle = Self.circle(in: Dictionary(uniqueKeysWithValues: calls))
        #expect(circle.isEmpty, "these files call each other: \(circle)")
    }

    @Test func noFoldersIncludeEachOtherInACircle() throws {
        var includes: [String: Set<String>] = [:]
        for file in try Self.sources.get().files {
            for header in file.includes where BridgeSources.folder(of: header) != file.folder {
                includes[file.folder, default: []].insert(BridgeSources.folder(of: header))
            }
        }
        try #require(includes["values"]?.contains("state") == true)
        let circle = Self.circle(in: includes)
        #expect(circle.isEmpty, "these folders include each other's headers: \(circle)")
    }

    @Test func filesIncludeWhatTheyUse() throws {
        let sources = try Self.sources.get()
        for file in sources.files {
            for header in file.includes {
                let used = sources.declarations(in: header).intersection(file.names)
                #expect(!used.isEmpty, "\(file.path) includes \(header) and uses nothing of it")
            }
        }
    }

    /// Those of a graph that lead back to themselves, and what is between them.
    private static func circle(in graph: [String: Set<String>]) -> [String] {
        var rest = graph
        while let free = rest.first(where: { $0.value.allSatisfy { rest[$0] == nil } }) { rest[free.key] = nil }
        while let top = rest.keys.first(where: { name in !rest.values.contains { $0.contains(name) } }) {
            rest[top] = nil
        }
        return rest.keys.sorted()
    }
}

import Journal

/// An empty journal of some kind, and a store that has it open.
final class StoreFixture: Sendable {
    let store: any RunStore
    /// Opens the same journal as another process would.
    let another: StoreKind.Opener

    init(_ kind: StoreKind) throws {
        another = kind.journal()
        store = try another()
    }

    deinit { try? store.close() }

    /// A run that this store carries on.
    func run(_ name: String = "261124-030405-test", recipe: String = "release.lua") async throws -> RunLease {
        try await store.create(
            Self.definition(recipe), sources: [1], id: RunID(name), owner: "ada@here, process 1", at: .now, history: [],
            lock: nil)
    }

    static func definition(_ recipe: String = "release.lua") -> RunDefinition {
        RunDefinition(
            recipe: recipe, environment: "production", parameters: [1, 2, 3], bundle: ContentHash(of: [1]), seed: 42,
            requester: "ada")
    }
}

extension EventRecord {
    static func started(_ path: String) -> EventRecord {
        EventRecord(
            kind: .started, path: path, at: Timestamp(milliseconds: 7),
            intent: StepIntent(
                primitive: "work", revision: 2, source: "release.lua:3", library: "acme", options: [9, 8],
                digest: ContentHash(of: [9, 8])))
    }

    static func finished(_ path: String) -> EventRecord {
        EventRecord(kind: .finished, path: path, at: Timestamp(milliseconds: 8), body: [5, 0, 255])
    }
}

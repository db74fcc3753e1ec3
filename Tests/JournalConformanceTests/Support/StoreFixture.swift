import Journal
import JournalTestSupport

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

    /// A run that this store executes.
    func run(_ name: String = "261124-030405-test", recipe: String = "release.lua") async throws -> RunLease {
        try await store.begin(name, recipe: recipe)
    }
}

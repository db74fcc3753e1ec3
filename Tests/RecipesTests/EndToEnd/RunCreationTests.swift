import Foundation
import Journal
import JournalTestSupport
import Synchronization
import Testing

@testable import Recipes

/// A run is made once.
@Suite(.timeLimit(.minutes(10))) struct RunCreationTests {
    @Test func whoeverNeedsTheRunWhileItIsMadeWaitsForTheSame() async throws {
        let fixture = try RunFixture("")
        let made = Mutex(0)
        let gate = AsyncStream.makeStream(of: Void.self)
        let store = InterceptedStore(store: fixture.store) { write in
            guard case .other("create") = write else { return }
            made.withLock { $0 += 1 }
            for await _ in gate.stream {}
        }
        let sources: [UInt8] = [1]
        let definition = RunDefinition(
            recipe: "a.lua", environment: nil, parameters: [], bundle: ContentHash(of: sources), seed: 1,
            requester: "ada")
        let journal = RunJournal(
            store: store, id: RunID("once"), owner: "ada", definition: definition, bundle: sources, startedAt: .now)
        async let appended: Void = journal.append([EventRecord(kind: .scopeOpened, path: "1", at: .now)])
        while made.withLock({ $0 }) == 0 { await Task.yield() }
        async let isRecorded = journal.isRecorded
        async let released: Void = journal.release(status: .failed, summary: nil)
        for _ in 0..<50 { await Task.yield() }
        gate.continuation.finish()
        try await appended
        try await released
        #expect(await isRecorded)
        #expect(made.withLock { $0 } == 1)
        #expect(try await fixture.store.runs(limit: 9).map(\.id) == [RunID("once")])
    }

    @Test func aRunThatCouldNotBeMadeIsTriedAgain() async throws {
        let fixture = try RunFixture("")
        let made = Mutex(0)
        let store = InterceptedStore(store: fixture.store) { write in
            guard case .other("create") = write else { return }
            let count = made.withLock { made in
                made += 1
                return made
            }
            if count == 1 { throw JournalError.unusable(path: "journal", reason: "no space") }
        }
        let definition = RunDefinition(
            recipe: "a.lua", environment: nil, parameters: [], bundle: ContentHash(of: [1]), seed: 1, requester: "ada")
        let journal = RunJournal(
            store: store, id: RunID("twice"), owner: "ada", definition: definition, bundle: [1], startedAt: .now)
        await #expect(throws: JournalError.self) { try await journal.append([]) }
        #expect(await !journal.isRecorded)
        try await journal.append([])
        #expect(await journal.isRecorded)
    }
}

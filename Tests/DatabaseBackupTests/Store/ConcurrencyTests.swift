import Foundation
import Testing

@testable import DatabaseBackup

@Suite struct ConcurrencyTests {
    @Test func secondBackupOfATargetIsRejected() async throws {
        let fixture = try StoreFixture(rows: 20_000, width: 400)
        let gate = ProgressGate()
        let first = Task { try await BackupRunner().run(fixture.request(), observer: gate.observer()).backup }
        await gate.reached()
        #expect(try fixture.store.isRunning(target: "app"))
        #expect(try !fixture.store.isRunning(target: "other"))
        let error = await #expect(throws: BackupError.self) { try await fixture.backUp() }
        let other = try await fixture.backUp("other")
        gate.open()
        let published = try await first.value

        #expect(error?.code == .busy)
        #expect(Set(try contents(of: fixture.destination)) == [published.id, other.id])
        #expect(try !fixture.store.isRunning(target: "app"))
    }

    @Test func anotherDatabaseOfTheSameNameIsNotInTheWay() async throws {
        let (fixture, second) = (try StoreFixture(rows: 20_000, width: 400), try StoreFixture())
        let gate = ProgressGate()
        let first = Task { try await BackupRunner().run(fixture.request(), observer: gate.observer()).backup }
        await gate.reached()
        var request = second.request()
        request.destination = fixture.destination
        let other = try await BackupRunner().run(request).backup
        #expect(try fixture.store.isRunning(target: "app"))
        gate.open()
        let published = try await first.value
        #expect(Set(try contents(of: fixture.destination)) == [published.id, other.id])
    }

    /// As a child of this process has one between its making and the start of its program.
    @Test func aCopyOfItsDescriptorDoesNotKeepALock() throws {
        let folder = try TemporaryDirectory()
        let directory = try Directory.open(folder.path)
        let origin = BackupOrigin(address: "memory", database: nil, system: nil)
        var lock: TargetLock? = try TargetLock.acquire(target: "app", origin: origin, in: directory)
        let held = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
            .first { descriptor in
                let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
                return path?.hasPrefix(folder.path + "/.lock-app-") == true
            }
        let copy = dup(try #require(held))
        defer { close(copy) }
        #expect(try TargetLock.isHeld(target: "app", in: directory))
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(try !TargetLock.isHeld(target: "app", in: directory))
    }

    @Test func leftoversOfAKilledBackupAreSwept() async throws {
        let fixture = try StoreFixture()
        let stale = ".partial-app-20260101T000000Z-abcdef"
        let deletion = ".partial-del-app-20260101T000000Z-fedcba"
        let foreign = ".partial-app-staging-20260101T000000Z-abcdef"
        let unrelated = ".partial-something"
        for name in [stale, deletion, foreign, unrelated] {
            let path = try fixture.directory.directory(name + "/inner")
            try Data("half".utf8).write(to: URL(filePath: path + "/database.sqlite"))
        }
        let outside = try TemporaryDirectory()
        try Data("keep".utf8).write(to: URL(filePath: outside.path("file")))
        try FileManager.default.createSymbolicLink(
            atPath: fixture.directory.path(stale + "/link"), withDestinationPath: outside.path)
        #expect(try fixture.store.list() == [])

        let backup = try await fixture.backUp()

        #expect(try contents(of: fixture.destination) == [foreign, unrelated, backup.id])
        #expect(try contents(of: outside.path) == ["file"], "a link was followed")
    }

    @Test func failedBackupKeepsEarlierOnes() async throws {
        let fixture = try StoreFixture()
        let first = try await fixture.backUp(keep: 1)
        try FileManager.default.removeItem(atPath: fixture.live.path)
        let error = await #expect(throws: BackupError.self) { try await fixture.backUp(keep: 1) }
        #expect(error?.code == .notFound)
        #expect(try fixture.store.list() == [first])
    }
}

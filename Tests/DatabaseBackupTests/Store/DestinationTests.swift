import DatabaseBackup
import Foundation
import Testing

@Suite struct DestinationTests {
    private func failure(_ change: (inout BackupRequest) throws -> Void) async throws -> BackupError {
        let fixture = try StoreFixture()
        var request = fixture.request()
        try change(&request)
        let changed = request
        let error = await #expect(throws: BackupError.self) { try await BackupRunner().run(changed) }
        return try #require(error)
    }

    @Test func symbolicLink() async throws {
        let directory = try TemporaryDirectory()
        let real = try directory.directory("real")
        try FileManager.default.createSymbolicLink(atPath: directory.path("link"), withDestinationPath: real)
        let error = try await failure { $0.destination = directory.path("link") }
        #expect(error.code == .invalidRequest)
        #expect(try contents(of: real) == [])
    }

    @Test func missingParent() async throws {
        #expect(try await failure { $0.destination = "/nonexistent/a/b" }.code == .notFound)
    }

    @Test func relativePath() async throws {
        #expect(try await failure { $0.destination = "backups" }.code == .invalidRequest)
    }

    @Test func tooLittleSpace() async throws {
        #expect(try await failure { $0.minimumFree = .max }.code == .noSpace)
    }

    @Test(arguments: ["", ".hidden", "a/b", "../x", "-f", "del-app", "a b", "ä", String(repeating: "x", count: 65)])
    func targetThatIsNoName(id: String) async throws {
        let error = try await failure { $0.target = BackupTarget(id: id, source: $0.target.source) }
        #expect(error.code == .invalidRequest)
    }

    @Test func retentionOfNothing() async throws {
        #expect(try await failure { $0.keep = 0 }.code == .invalidRequest)
    }
}

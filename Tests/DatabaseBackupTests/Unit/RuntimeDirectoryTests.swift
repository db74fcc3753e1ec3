import Foundation
import Testing

@testable import DatabaseBackup

@Suite struct RuntimeDirectoryTests {
    @Test func directoryGoesWithItsOwner() throws {
        let parent = try TemporaryDirectory()
        var runtime: RuntimeDirectory? = try RuntimeDirectory(in: parent.path)
        let file = try #require(try runtime?.write("secret", to: "pgpass"))
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        runtime = nil
        #expect(try contents(of: parent.path) == [])
    }

    @Test func leftoversOfKilledRunsAreSweptAndNothingElse() throws {
        let parent = try TemporaryDirectory()
        let running = try RuntimeDirectory(in: parent.path)
        let abandoned = try parent.directory("moondock-database-abandoned")
        let young = try parent.directory("moondock-database-young")
        let unrelated = try parent.directory("something-else")
        try Data("secret".utf8).write(to: URL(filePath: abandoned + "/pgpass"))
        for path in [running.path, abandoned, unrelated] {
            let longAgo = Date(timeIntervalSinceNow: -3600)
            try FileManager.default.setAttributes([.modificationDate: longAgo], ofItemAtPath: path)
        }

        let next = try RuntimeDirectory(in: parent.path)

        let expected = [running.path, young, unrelated, next.path].map { URL(filePath: $0).lastPathComponent }
        #expect(try Set(contents(of: parent.path)) == Set(expected))
    }
}

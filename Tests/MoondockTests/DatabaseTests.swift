import DatabaseTestSupport
import DockerEngineTestSupport
import Foundation
import Glibc
import Testing

/// Backups through the program, from real databases.
@Suite(.timeLimit(.minutes(20))) struct DatabaseTests {
    private static let canary = "cAnArY-7f3b"

    private func recipe(port: UInt16) -> String {
        """
        local backup = backup_db {
          database = {
            engine = "postgres", host = "127.0.0.1", port = \(port), name = "shop", user = "keeper",
            password = secret "db_password",
          },
        }
        log("file " .. backup.file)

        """
    }

    /// All text of the project's files: journal, logs, backups' manifests.
    private func text(below root: String) throws -> String {
        let names = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
        return names.compactMap { FileManager.default.contents(atPath: "\(root)/\($0)") }
            .map { String(decoding: $0, as: UTF8.self) }.joined()
    }

    @Test func aPostgresDatabaseIsBackedUpAndItsPasswordIsNowhere() async throws {
        try await SampleProject.with { project in
            try await PostgresCluster.with { cluster in
                try await cluster.makeDatabase(
                    "shop", "CREATE TABLE orders AS SELECT i FROM generate_series(1, 1000) AS i")
                try await cluster.query(
                    "CREATE ROLE keeper LOGIN PASSWORD '\(Self.canary)'; GRANT pg_read_all_data TO keeper")
                try project.recipe(
                    recipe(port: cluster.port) + """
                        docker_run { name = "\(project.site)", host = "web-1", image = "\(project.fixture.image)",
                          env = { PASSWORD = secret "db_password" }, stop_timeout = "1s",
                          command = { "sh", "-c", "echo password is $PASSWORD; exec sleep 600" },
                          healthy = { log = "password is", within = "10m" } }
                        docker_run { name = "\(project.site)-2", host = "web-1", image = "\(project.fixture.image)",
                          env = { PASSWORD = secret "db_password" },
                          command = { "sh", "-c", "echo failed with $PASSWORD; exit 1" } }
                        """)
                let outcome = try await project.runMain(environment: ["MOONDOCK_SECRET_db_password": Self.canary])
                let words = outcome.diagnostic?.details ?? []
                #expect(words.contains { $0.contains("failed with ") }, "the container's log is shown: \(outcome)")
                #expect(!outcome.description.contains(Self.canary))
                #expect(try !text(below: project.root).contains(Self.canary))

                let file = try #require(
                    outcome.events.compactMap(\.message).first { $0.hasPrefix("file ") }?.dropFirst(5))
                try await cluster.makeDatabase("restored")
                try await cluster.restore(String(file), into: "restored")
                #expect(try await cluster.query("SELECT count(*) FROM orders", database: "restored") == ["1000"])
            }
        }
    }

    @Test func aServerThatDoesNotAnswerIsNamedAndNothingIsLeft() async throws {
        try await SampleProject.with { project in
            try project.recipe(recipe(port: 1))
            let outcome = try await project.runMain(environment: ["MOONDOCK_SECRET_db_password": Self.canary])
            #expect(outcome.code == 1, "\(outcome)")
            let diagnostic = try #require(outcome.diagnostic)
            #expect(diagnostic.code == "backup.unreachable", "\(diagnostic)")
            #expect(diagnostic.message.contains("127.0.0.1"))
            #expect(diagnostic.excerpt?.position.line == 1)
            #expect(diagnostic.hint != nil)
            #expect(try backups(project).isEmpty)
        }
    }

    @Test func aSecretThatIsNotThereIsFoundBeforeAnythingHappens() async throws {
        try await SampleProject.with { project in
            try project.recipe(recipe(port: 1))
            let outcome = try await project.moondock("run", "main.lua", "--env", "test")
            #expect(outcome.code != 0, "\(outcome)")
            #expect(outcome.errors.contains("MOONDOCK_SECRET_db_password"), "\(outcome)")
            #expect(outcome.errors.contains("main.lua"), "\(outcome)")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
    func aFullDiskLeavesNothingPartial() async throws {
        try await SampleProject.with { project in
            try await project.writeDatabase(rows: 20_000)
            let folder = project.root + "/small"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try #require(mount("tmpfs", folder, "tmpfs", 0, "size=1m") == 0)
            defer { umount2(folder, Int32(MNT_DETACH)) }
            try project.recipe(
                "backup_db { to = \"small\", database = { engine = \"sqlite\", path = \"data/shop.sqlite\" } }\n")
            let outcome = try await project.runMain()
            #expect(outcome.code == 1, "\(outcome)")
            let diagnostic = try #require(outcome.diagnostic)
            #expect(["backup.no_space", "backup.disk_full"].contains(diagnostic.code), "\(diagnostic)")
            #expect(diagnostic.excerpt?.position.line == 1)
            #expect(diagnostic.hint?.contains("free some space") == true)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".lock") }
            #expect(left.isEmpty, "\(left)")
        }
    }

    private func backups(_ project: SampleProject) throws -> [String] {
        let folder = project.root + "/backups"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".lock") }
    }
}

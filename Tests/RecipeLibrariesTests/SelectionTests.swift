import LuaSyntax
import Synchronization
import Testing

@testable import RecipeLibraries

@Suite struct SelectionTests {
    private static func choice(_ name: String, _ version: String) throws -> VersionSelection.Candidate {
        VersionSelection.Candidate(.git("https://x/\(name)"), try LibraryVersion(version))
    }

    private static func selected(
        _ requirements: [(String, String)], _ needs: [String: [(String, String)]]
    ) async throws -> [String] {
        let selection = try await VersionSelection(try requirements.map { try choice($0.0, $0.1) }) { choice in
            let name = choice.source.description.split(separator: "/").last ?? ""
            return try (needs["\(name) \(choice.version)"] ?? []).map { try Self.choice($0.0, $0.1) }
        }
        return selection.versions.map { "\($0.source.description.split(separator: "/").last ?? "") \($0.version)" }
    }

    /// The example of https://go.dev/ref/mod#minimal-version-selection.
    private static let go: [String: [(String, String)]] = [
        "a 1.2.0": [("c", "1.3.0")], "b 1.2.0": [("c", "1.4.0")], "c 1.3.0": [("d", "1.2.0")],
        "c 1.4.0": [("d", "1.2.0")],
        "d 1.2.0": [],
    ]

    @Test func theExampleOfGosReferenceComesOutTheSame() async throws {
        let requirements = [("a", "1.2.0"), ("b", "1.2.0")]
        #expect(try await Self.selected(requirements, Self.go) == ["a 1.2.0", "b 1.2.0", "c 1.4.0", "d 1.2.0"])
        #expect(
            try await Self.selected(requirements.reversed(), Self.go) == ["a 1.2.0", "b 1.2.0", "c 1.4.0", "d 1.2.0"])
    }

    @Test func majorVersionsStandSideBySide() async throws {
        #expect(
            try await Self.selected([("a", "1.0.0"), ("a", "2.1.0"), ("a", "1.3.0")], [:]) == ["a 1.3.0", "a 2.1.0"])
    }

    @Test func anotherRequirementNeverLowersAVersion() async throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<100 {
            var needs: [String: [(String, String)]] = [:]
            for name in 0..<6 {
                for minor in 0..<3 {
                    needs["l\(name) 1.\(minor).0"] = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                        ("l\(Int.random(in: 0..<6, using: &random))", "1.\(Int.random(in: 0..<3, using: &random)).0")
                    }
                }
            }
            let requirements = (0..<3).map { _ in ("l\(Int.random(in: 0..<6, using: &random))", "1.0.0") }
            let before = try await Self.selected(requirements, needs)
            let more = try await Self.selected(requirements + [("l0", "1.2.0")], needs)
            for line in before {
                let (name, version) = (line.prefix(2), line.dropFirst(3))
                let now = more.first { $0.hasPrefix(name) }.map { $0.dropFirst(3) }
                #expect(try LibraryVersion(String(version)) <= LibraryVersion(String(now ?? "0.0.0")), "\(needs)")
            }
            #expect(try await Self.selected(requirements.shuffled(), needs) == before)
        }
    }

    @Test func severalAreAskedAtOnceAndTheFirstErrorIsReported() async throws {
        let asked = Mutex((now: 0, most: 0))
        let requirements = try (0..<40).map { try Self.choice("l\($0)", "1.0.0") }
        let error = await #expect(throws: LibraryVersionError.self) {
            try await VersionSelection(requirements) { choice in
                asked.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                defer { asked.withLock { $0.now -= 1 } }
                let number = Int(choice.source.description.split(separator: "l").last ?? "") ?? 0
                // The later ones fail sooner.
                try await Task.sleep(for: .milliseconds(number == 7 ? 50 : 5))
                if number == 7 || number > 30 { throw LibraryVersionError(text: "l\(number)", reason: "fails") }
                return []
            }
        }
        #expect(error?.text == "l7")
        #expect(asked.withLock { $0.most } > 1 && asked.withLock { $0.most } <= 8)
    }
}

@Suite struct LockfileTests {
    private func entry(_ source: String, _ version: String) throws -> Lockfile.Entry {
        Lockfile.Entry(
            source: .git(source), version: try LibraryVersion(version), tag: "v\(version)", commit: "abc",
            tree: TreeHash(of: [:]), needs: [try Grant("secret B"), try Grant("approval")], firstSeen: "2026-02-11")
    }

    @Test func theSameLibrariesGiveTheSameLines() throws {
        let lock = Lockfile(libraries: [
            "b/b@1.0.0": try entry("https://b", "1.0.0"), "a/a@2.0.0": try entry("https://a", "2.0.0"),
        ])
        let text = String(decoding: try lock.encoded(), as: UTF8.self)
        #expect(try Lockfile(Array(text.utf8)) == lock)
        #expect(text.hasPrefix("{\n  \"libraries\" : {\n    \"a/a@2.0.0\" : {\n      \"commit\" : \"abc\",\n"))
        #expect(text.contains("\"needs\" : [\n        \"approval\",\n        \"secret B\"\n      ]"))
        #expect(text.hasSuffix("\"lock\" : 1\n}\n"))
    }

    @Test func anEntryServesRequirementsOfItsMajorVersion() throws {
        let lock = Lockfile(libraries: ["a/a@1.4.0": try entry("https://a", "1.4.0")])
        #expect(lock.entry(of: .git("https://a"), atLeast: LibraryVersion(1, 3, 9))?.id == "a/a@1.4.0")
        #expect(lock.entry(of: .git("https://a"), atLeast: LibraryVersion(1, 4, 1)) == nil)
        #expect(lock.entry(of: .git("https://a"), atLeast: LibraryVersion(2, 0, 0)) == nil)
        #expect(lock.entry(of: .git("https://b"), atLeast: LibraryVersion(1, 0, 0)) == nil)
    }

    @Test(
        arguments: [
            ("<<<<<<< ours", "it is in the middle of a merge"),
            ("{ \"lock\": 2, \"libraries\": {} }", "it is of version 2"),
            (
                "{ \"lock\": 1, \"libraries\": { \"a/a@1.0.0\": { \"source\": \"git x\", \"version\": \"1\", \"tag\": \"v1\", \"commit\": \"c\", \"tree\": \"h1:x\", \"needs\": [], \"first_seen\": \"\" } } }",
                "the entry of a/a@1.0.0 is damaged"
            ),
        ])
    func aDamagedLockSaysSo(_ text: String, _ reason: String) throws {
        let error = try #require(throws: LockfileError.self) { try Lockfile(Array(text.utf8)) }
        #expect(error.description.contains(reason), "\(error)")
    }

    @Test(
        arguments: [
            ("git = \"https://a/b\"", "has no version"), ("git = \"https://a/b\", version = \"1.0\"", "three numbers"),
            ("git = \"https://a/b\", version = \"1.0.0\", path = \"x\"", "two sources, git and path"),
            ("git = \"--upload-pack=x\", version = \"1.0.0\"", "a repository is https://"),
            ("git = \"ext::sh -c x\", version = \"1.0.0\"", "a repository is https://"),
            ("git = \"https://me:pw@a/b\", version = \"1.0.0\"", "must not hold a name or password"),
            ("path = \"x\", version = \"1.0.0\"", "whose version stands in its own manifest"),
        ])
    func aRequirementThatCannotBeMetIsRejected(_ keys: String, _ reason: String) throws {
        let source = LuaSource(name: "moondock.lua", text: "return { libraries = { [\"a.b\"] = { \(keys) } } }")
        let error = try #require(throws: ManifestError.self) { try ProjectManifest(source) }
        #expect(error.problems.contains { $0.message.contains(reason) }, "\(error.problems.map(\.message))")
    }

    @Test(arguments: ["../../victim", "a/b@1.0.0/../..", "a/b", "a/b@2.0.0", "A/b@1.0.0"])
    func anIdNamesAFolderAndNothingElse(_ id: String) throws {
        let lock = Lockfile(libraries: [id: try entry("https://b", "1.0.0")])
        let error = #expect(throws: LockfileError.self) { try Lockfile(try lock.encoded()) }
        #expect(error?.reason.contains("is damaged") == true)
    }
}

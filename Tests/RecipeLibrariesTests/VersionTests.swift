import Testing

@testable import RecipeLibraries

@Suite struct VersionTests {
    /// The example of https://semver.org/#spec-item-11, in order.
    @Test func versionsAreOrderedAsSemVerOrdersThem() throws {
        let texts = [
            "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
        ]
        let versions = try texts.map { try LibraryVersion($0) }
        #expect(versions.map(\.description) == texts)
        for (index, version) in versions.enumerated() {
            for (other, another) in versions.enumerated() { #expect((version < another) == (index < other)) }
        }
    }

    @Test(
        arguments: [
            ("v1.2.3", "versions have no 'v'; tags do"), ("1.2", "a version has three numbers, such as 1.4.2"),
            ("1.2.3.4", "a version has three numbers, such as 1.4.2"), ("1.02.3", "'02' has a leading zero"),
            ("1.x.3", "'x' is no number"), ("1..3", "'' is no number"),
            ("1.2.3+5", "build metadata ('+…') is not allowed"),
            ("1.2.3-", "what follows '-' has letters, digits and hyphens, parted by dots"),
            ("1.2.3-01", "'01' has a leading zero"), ("1.2.99999999999999999999", "99999999999999999999 is too large"),
        ])
    func whatIsNoVersionSaysWhy(_ text: String, _ reason: String) throws {
        let error = try #require(throws: LibraryVersionError.self) { try LibraryVersion(text) }
        #expect(error.reason == reason)
        #expect(error.description == "'\(text)' is no version: \(reason)")
    }
}

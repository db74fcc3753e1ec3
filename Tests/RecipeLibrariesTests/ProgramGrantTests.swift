import Testing

@testable import RecipeLibraries

@Suite struct ProgramGrantTests {
    private static let digest = "sha256:" + String(repeating: "0a", count: 32)

    @Test(
        arguments: [
            "run_command", "run_command git", "run_command /usr/bin/git", "run_command scripts/x.sh env:A env:B",
            "run_command git \(digest)", "run_command git \(digest) env:A", "run_command env:A",
        ])
    func aProgramHasTerms(_ text: String) throws { #expect(try Grant(text).description == text) }

    @Test func termsAreRead() throws {
        let grant = try Grant("run_command git env:B \(Self.digest) env:A")
        #expect(grant.argument == "git")
        #expect(grant.digest == Self.digest)
        #expect(grant.variables == ["A", "B"])
        #expect(grant.description == "run_command git \(Self.digest) env:A env:B")
        #expect(grant.overlaps(try Grant("run_command git")))
        #expect(!grant.overlaps(try Grant("run_command git2")))
    }

    @Test(
        arguments: [
            ("run_command git sha256:12", "64 digits"), ("run_command git \(digest) \(digest)", "once"),
            ("run_command \(digest)", "comes before it"), ("run_command git env:PATH", "is not granted"),
            ("run_command git env:LD_PRELOAD", "is not granted"), ("run_command git env:a=b", "no name of a variable"),
            ("run_command git env:", "no name of a variable"), ("run_command git env:BASH_FUNC_x%%", "no name"),
            ("run_command git push", "after 'run_command' comes the program"),
            ("secret A env:B", "after 'secret' comes"),
            ("through", "needs the name"), ("through *", "'*' is not allowed"), ("through Acme", "lower case"),
            ("docker.build ../x", "'..'"), ("docker.build /x", "absolute"), ("docker.push /x", "a repository is"),
            ("approval x", "takes nothing"),
        ])
    func whatIsNoGrantSaysWhy(_ text: String, _ reason: String) throws {
        let error = try #require(throws: GrantError.self) { try Grant(text) }
        #expect(error.description.contains(reason), "\(error)")
    }

    @Test(
        arguments: [
            ("docker.build", "apps/web", true), ("docker.build apps/**", "apps/web", true),
            ("docker.build apps/*", "apps/web/x", false), ("docker.build apps/web", "apps/web2", false),
            ("docker.build .", ".", true), ("docker.build apps/**", ".", false),
            ("docker.push ghcr.io/acme/**", "ghcr.io/acme/web", true),
            ("docker.push ghcr.io/acme/*", "ghcr.io/acme.evil/web", false),
            ("docker.push ghcr.io/acme/**", "docker.io/library/web", false), ("db.backup shop-*", "shop-eu", true),
            ("db.backup shop", "shop-eu", false), ("through acme.b", "acme.b", true),
            ("through acme.b", "acme.bc", false),
        ])
    func argumentsAreHeldAgainstCalls(_ text: String, _ subject: String, _ isAllowed: Bool) throws {
        #expect(try Grant(text).allows(subject) == isAllowed)
    }
}

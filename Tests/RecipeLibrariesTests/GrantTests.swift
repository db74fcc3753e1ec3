import Testing

@testable import RecipeLibraries

@Suite struct GrantTests {
    @Test(
        arguments: [
            ("docker.run", "web-1", true), ("docker.run web-*", "web-1", true), ("docker.run web-*", "db-1", false),
            ("docker.run web-1", "web-10", false), ("http https://a.example", "https://a.example", true),
            ("http https://a.example", "https://a.example.evil", false), ("secret TOKEN", "TOKEN", true),
            ("secret TOKEN", "TOKEN2", false), ("files.read a/**", "a/b/c", true), ("files.read a/*", "a/b/c", false),
            ("files.read a/*.txt", "a/b.txt", true), ("run_command git", "git", true), ("run_command git", "sh", false),
            ("run_command", "sh", true),
        ])
    func aGrantAllowsWhatItNames(_ text: String, _ subject: String, _ isAllowed: Bool) throws {
        #expect(try Grant(text).allows(subject) == isAllowed)
        #expect(try Grant(text).description == text)
    }

    @Test func whatCannotBeReportedNeedsAGrantForAnything() throws {
        #expect(try Grant("docker.run").allows(nil))
        #expect(try !Grant("docker.run web-*").allows(nil))
    }

    @Test(
        arguments: [
            ("docker.rum", "there is none of that name"), ("*", "a name must not hold '*'"),
            ("docker.*", "a name must not hold '*'"),
            ("http", "'http' needs one origin, such as https://hooks.example.com"),
            ("http *", "'*' is not allowed"), ("http https://*.example.com", "'*' is not allowed"),
            ("http https://a.example/path", "is no origin"), ("http ftp://a", "is no origin"),
            ("http https://A.example", "is no origin"), ("secret *", "'*' is not allowed"),
            ("secret", "needs the secret's name"),
            ("files.read ../x", "'..'"), ("files.read /etc/**", "absolute"), ("approval now", "takes nothing after it"),
            ("docker.run  web", "after 'docker.run' comes"), ("secret A\u{202E}B", "direction"),
            ("run_command *", "'*' is not allowed"),
        ])
    func whatIsNoGrantSaysWhy(_ text: String, _ reason: String) throws {
        let error = try #require(throws: GrantError.self) { try Grant(text) }
        #expect(error.description.contains(reason), "\(error)")
    }

    @Test(
        arguments: [
            ("docker.run web-*", "docker.run web-1", true), ("docker.run web-*", "docker.run", true),
            ("docker.run web-*", "docker.run db-*", false), ("docker.run w*", "docker.run web-*", true),
            ("secret A", "secret B", false), ("secret A", "http https://a", false),
            ("files.read a/**", "files.read a/b/*", true),
        ])
    func needsAndGrantsOverlap(_ one: String, _ other: String, _ overlaps: Bool) throws {
        #expect(try Grant(one).overlaps(try Grant(other)) == overlaps)
        #expect(try Grant(other).overlaps(try Grant(one)) == overlaps)
    }

    @Test(
        arguments: [
            ("https://Hooks.Example.com/a?b", "https://hooks.example.com"), ("http://h:80/", "http://h"),
            ("https://h:8443", "https://h:8443"), ("https://[::1]:9/x", "https://[::1]:9"), ("https://user@h/", nil),
            ("https:///x", nil), ("file:///x", nil), ("https://h:99999", nil), ("https://h\\@evil", "https://h"),
            ("h", nil),
        ])
    func originsAreSchemeHostAndPort(_ address: String, _ origin: String?) {
        #expect(HTTPOrigin(address)?.description == origin)
    }

    @Test func patternsTakeTimeInProportion() {
        let pattern = PathPattern(String(repeating: "a*", count: 200) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 20_000)))
    }

    @Test(arguments: [
        "docker.run a\"}},[\"evil\"]={path=\"x\"", "secret a'b", "run_command a\\b", "docker.run {}", "secret a;b",
        "run_command $(id)", "docker.run größe", "files.read a\"b",
    ])
    func whatCouldLeaveItsQuotesIsNoGrant(_ text: String) {
        let error = #expect(throws: GrantError.self) { try Grant(text) }
        #expect(error?.description.contains("it must not hold '") == true, "\(String(describing: error))")
    }

    @Test func longPatternsAreMatchedInReasonableTime() {
        let pattern = PathPattern(Array(repeating: "**", count: 100).joined(separator: "/") + "/z")
        let path = Array(repeating: "a", count: 200).joined(separator: "/")
        #expect(!pattern.matches(path))
        #expect(pattern.matches(path + "/z"))
        #expect(
            PathPattern("**").matches("a/b") && PathPattern("a/**").matches("a/b/c") && PathPattern("a/**").matches("a")
        )
        #expect(PathPattern("a/**/z").matches("a/z") && !PathPattern("a/*/z").matches("a/z"))
    }
}

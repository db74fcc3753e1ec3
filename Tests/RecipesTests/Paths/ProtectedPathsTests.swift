import Foundation
import Testing

@testable import Recipes

@Suite struct ProtectedPathsTests {
    private let protected = ProtectedPaths(
        of: Project(root: URL(fileURLWithPath: "/p"), state: URL(fileURLWithPath: "/p/var/state")),
        sources: ["deploy/release.lua", "shared/kit"])

    @Test(
        arguments: [
            "moondock.lua", "a/moondock.lua", "a/b/Moondock.LUA", "moondock.local.lua", "x/moondock.local.lua",
            "moondock.lock", "x/moondock.lock", "environments/production.lua", "environments/x", "environments",
            "recipes/a.lua", "recipes/moondock.lua", "lib/x.lua", "libraries/acme/lib/init.lua", "vendor/x",
            "tests/a.lua",
            ".moondock/journal.sqlite", ".moondock", ".git/hooks/pre-commit", "a/.git/config", "a/.GIT/config",
            "r.lua", "R.LUA", "var/state", "var/state/journal.sqlite", "deploy/release.lua", "shared/kit/lib/init.lua",
            "shared/kit", ".", "", "./recipes/a.lua",
        ])
    func whatDecidesIsNotWritten(_ path: String) { #expect(protected.reason(path) != nil, "\(path)") }

    @Test(
        arguments: [
            "data/a", "out/report.txt", "libs/x", "recipes.txt", "a/recipes/x", "a/lib/x.lua", "a/tests/x",
            "my.moondock",
            "deploy/release.txt", "shared/kitten", "var/stated", "site/moondock.lua.html", "git/x", ".github/x",
        ])
    func theRestIs(_ path: String) { #expect(protected.reason(path) == nil, "\(path)") }

    @Test func aFolderAroundThemIsNotGivenAway() {
        for path in [".", "deploy", "shared", "var", "recipes", "libraries/acme", ".moondock"] {
            #expect(protected.reason(ofFolder: path) != nil, "\(path)")
        }
        for path in ["data", "a/recipes"] { #expect(protected.reason(ofFolder: path) == nil, "\(path)") }
        for path in [".", "var", "var/state", "var/state/runs", ".moondock"] { #expect(protected.touchesState(path)) }
        for path in ["data", "va", "var/other"] { #expect(!protected.touchesState(path)) }
    }
}

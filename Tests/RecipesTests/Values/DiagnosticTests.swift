import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

@Suite struct DiagnosticTests {
    static let position = SourcePosition(chunk: "recipes/release.lua", line: 19)

    @Test func theWholeFormIsRendered() {
        let diagnostic = Diagnostic(
            code: "invalid_option", message: "docker_run: unknown option 'port'",
            excerpt: Diagnostic.Excerpt(
                position: Self.position, column: 5, length: 4, line: "    port = app.ports,",
                label: "did you mean 'ports'?"),
            details: ["the probe said 503", "the log ends here"], hint: "see the docs",
            traceback: [
                RecipeFailure.Frame(position: Self.position, function: "start"),
                RecipeFailure.Frame(
                    position: SourcePosition(chunk: "recipes/release.lua", line: 12), function: "deploy"),
            ], step: "3/web-2/1 on web-2")
        #expect(
            diagnostic.rendered == """
                error: docker_run: unknown option 'port'
                   ┌─ recipes/release.lua:19:5
                19 │     port = app.ports,
                   │     ^^^^ did you mean 'ports'?
                   │ the probe said 503
                   │ the log ends here
                   = step 3/web-2/1 on web-2, called by deploy (recipes/release.lua:12)
                   = help: see the docs
                """)
    }

    @Test func aMessageAloneIsOneLine() {
        #expect(Diagnostic(code: "x", message: "no").rendered == "error: no")
        #expect(Diagnostic(code: "x", message: "no", hint: "try").rendered == "error: no\n  = help: try")
    }

    @Test func aPlaceWithoutSourceIsNamed() {
        let excerpt = Diagnostic.Excerpt(position: Self.position, column: 0, length: 1, line: nil)
        #expect(
            Diagnostic(code: "x", message: "no", excerpt: excerpt).rendered == "error: no\n   ┌─ recipes/release.lua:19"
        )
    }

    @Test func tabsDoNotMoveTheMark() {
        let excerpt = Diagnostic.Excerpt(position: Self.position, column: 2, length: 3, line: "\trun()")
        #expect(excerpt.rendered.suffix(2) == ["19 │  run()", "   │  ^^^"])
    }
}

@Suite struct SourceExcerptTests {
    static let source = """
        local app = { port = 80 }
        docker_run {
          name = "port",
          reports = 1,
          port == 2,
          port = 8080,
        }
        \tfail("x")
        """
    let excerpts = SourceExcerpts(
        RunBundle(recipe: "r.lua", environment: nil, files: ["r.lua": Array(source.utf8)]))

    private func place(_ line: Int, _ word: String?, isKey: Bool) -> [Int] {
        let excerpt = excerpts.excerpt(
            at: SourcePosition(chunk: "r.lua", line: line), marking: word, isKey: isKey, label: nil)
        return [excerpt.position.line, excerpt.column, excerpt.length]
    }

    @Test func aKeyIsFoundOnALaterLineAndOnlyWhereItIsAssigned() {
        #expect(place(2, "port", isKey: true) == [6, 3, 4])
    }

    @Test func aWordIsLookedForOnItsLineOnly() {
        #expect(place(2, "docker_run", isKey: false) == [2, 1, 10])
        #expect(place(2, "port", isKey: false) == [2, 1, 12])
    }

    @Test func theIndentIsLeftOut() { #expect(place(8, nil, isKey: false) == [8, 2, 9]) }

    @Test func aPlaceThatIsNotThereIsNoMark() {
        #expect(place(99, "x", isKey: true) == [99, 0, 1])
        let other = excerpts.excerpt(
            at: SourcePosition(chunk: "gone.lua", line: 1), marking: nil, isKey: false, label: nil)
        #expect(other.line == nil)
    }
}

@Suite struct SuggestionTests {
    @Test(
        arguments: [
            ("port", "ports"), ("imgae", "image"), ("Name", "name"), ("versoin", "version"), ("x", nil),
            ("netwrok", "network"),
        ] as [(String, String?)]) func theNearestNameIsMeant(name: String, expected: String?)
    {
        let known = ["ports", "image", "name", "version", "network", "env"]
        #expect(Suggestion.nearest(to: name, among: known) == expected)
    }

    @Test func distanceCountsSwapsOnce() {
        #expect(Suggestion.distance("ab", "ba") == 1)
        #expect(Suggestion.distance("", "abc") == 3)
        #expect(Suggestion.distance("kitten", "sitting") == 3)
        #expect(Suggestion.distance("same", "same") == 0)
    }

    @Test func equalDistancesAreDecidedByName() {
        #expect(Suggestion.nearest(to: "cat", among: ["hat", "bat"]) == "bat")
        #expect(Suggestion.nearest(to: "cat", among: []) == nil)
    }
}

import ArgumentParser
import Foundation
import Primitives
import Recipes

struct Docs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs",
        abstract: "Show what a function of recipes does and which options it takes, or what a library's functions do.",
        discussion: """
            Examples:
              moondock docs docker_run
              moondock docs parallel
              moondock docs os                    (a library of Lua's)
              moondock docs healthy               (an option, wherever it is)
              moondock docs hosts                 (what an environment says of a host)
              moondock docs grants                (what libraries can be granted)
              moondock docs policies              (what a project's policy says)
              moondock docs engines               (what was tried on which engine)
              moondock docs lua                   (where recipes differ from Lua 5.4)
              moondock docs moondock.semver
              moondock docs acme.slack --markdown >acme-slack.md
              moondock docs .                     (the library in this folder)
            """)

    @Argument(help: "The function, page or library; all functions, in a line each, where left out.")
    var name: String?

    @Flag(help: "Write a library's page as Markdown.")
    var markdown = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() throws {
        guard let name else { return print(lines: Reference.index) }
        if let page = Reference.page(name) { return print(lines: page) }
        if let page = try LibraryPage(name, of: options.project()) {
            return print(lines: markdown ? page.markdown : page.text)
        }
        let nearest = Suggestion.nearest(to: name, among: Reference.names + StandardLibraries.names)
        throw CommandError(
            2,
            "there is no primitive, no function, no page and no library '\(name)'"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "; moondock docs lists them"))
    }
}

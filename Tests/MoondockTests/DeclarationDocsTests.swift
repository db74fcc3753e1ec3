import Foundation
import Primitives
import Recipes
import Testing

/// Each declaration is on its page of `moondock docs`, with all that is nested in it.
@Suite(.timeLimit(.minutes(20))) struct DeclarationDocsTests {
    private static let primitives = PrimitiveRegistry(StandardPrimitives.all()).all.map(\.declaration)

    private func page(_ name: String) async throws -> String {
        let (outcome, _) = try await Program.run(ProductBinary.path, ["docs", name], in: "/", environment: [:]) { _ in }
        #expect(outcome.code == 0, "\(outcome)")
        return outcome.output
    }

    /// The options with those that are nested in them, each with its depth.
    private func flattened(_ options: [AnyOption], depth: Int = 0) -> [(option: AnyOption, depth: Int)] {
        options.flatMap { [($0, depth)] + flattened($0.fields, depth: depth + 1) }
    }

    /// What is missing of options: each has a line with type and default, at its depth and in the order of the
    /// declaration, and below it what it is for.
    private func missing(_ options: [AnyOption], on page: String) -> [String] {
        var rest = page.split(separator: "\n")[...]
        return flattened(options).compactMap { option, depth in
            let indent = String(repeating: "    ", count: depth) + "  "
            let start = "\(indent)\(option.key): \(option.typeName)"
            let note = option.isRequired ? "[required]" : option.fallbackText.map { "[default \($0)]" } ?? "[optional]"
            let at = rest.firstIndex { $0.hasPrefix(start) && $0.hasSuffix(note) }
            guard let at, rest.index(after: at) < rest.endIndex,
                rest[rest.index(after: at)] == indent + "    " + option.help
            else { return "\(start) \(note)" }
            rest = rest[rest.index(at, offsetBy: 2)...]
            return nil
        }
    }

    @Test(arguments: primitives.map(\.name)) func aPrimitiveIsOnItsPage(_ name: String) async throws {
        let declaration = try #require(Self.primitives.first { $0.name == name })
        let page = try await page(name)
        #expect(page.hasPrefix("\(name): \(declaration.summary)\nreturns: \(declaration.returns)\n"))
        #expect(missing(declaration.options, on: page) == [])
        if let first = declaration.positional {
            #expect(
                page.split(separator: "\n").contains { $0.hasPrefix("  \(first):") && $0.contains("may stand first") })
        }
        #expect(page.contains("\nwhen interrupted: "))
        #expect(!page.contains("\n\n\n"), "two empty lines")
    }

    @Test(arguments: BlockFunction.all.map(\.name)) func aBlockFunctionIsOnItsPage(_ name: String) async throws {
        let function = try #require(BlockFunction.named(name))
        let page = try await page(name)
        for usage in function.usages { #expect(page.contains("\n  \(usage)\n"), "\(usage)") }
        for argument in function.forms.joined() {
            #expect(page.contains("\n  \(argument.name): \(argument.kind.typeDescription)\n"), "\(argument.name)")
        }
        // `lock` is a primitive too, with the options of both.
        for (option, _) in flattened(function.options) {
            #expect(page.contains("\n  \(option.key): ") && page.contains(option.help), "\(option.key)")
        }
        for line in function.notes + function.example { #expect(page.contains(line), "\(line)") }
    }

    @Test func theListHasAllOfThem() async throws {
        let (outcome, _) = try await Program.run(ProductBinary.path, ["docs"], in: "/", environment: [:]) { _ in }
        let listed = Set(
            outcome.output.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
        let names = Set(Self.primitives.map(\.name) + BlockFunction.all.map(\.name))
        #expect(names.subtracting(listed) == [])
        for page in try #require(outcome.output.firstMatch(of: /pages: (.*)/)).output.1.split(separator: ", ") {
            #expect(try await !self.page(String(page)).isEmpty)
        }
    }

    /// Lua's own names, one page each.
    @Test func everyNameOfLuaHasAPage() async throws {
        for function in LuaFunction.all {
            #expect(try await page(function.name).contains(function.usage), "\(function.name)")
        }
        let lua = try await page("lua")
        for function in LuaFunction.all { #expect(lua.contains("\n  \(function.usage)\n"), "\(function.name)") }
    }

    /// How the defaults of a type are written.
    private static let forms = [
        (type: "a duration", form: #""[0-9]+(ms|s|m|h|d)""#), (type: "a size", form: #""[0-9]+(B|KiB|MiB|GiB)""#),
        (type: "true or false", form: "true|false"), (type: "an integer", form: "[0-9]+"),
    ]

    /// A default is what a recipe would write, with its unit.
    @Test func aDefaultHasItsUnit() throws {
        let blocks = BlockFunction.all.map { ($0.name, $0.options) }
        for (name, options) in Self.primitives.map({ ($0.name, $0.options) }) + blocks + [("hosts", Host.options)] {
            for (option, _) in flattened(options) {
                guard let shown = option.fallbackText else { continue }
                let form =
                    Self.forms.first { option.typeName.hasPrefix($0.type) }?.form ?? ".*"
                #expect(shown.wholeMatch(of: try Regex(form)) != nil, "\(name), \(option.key): \(shown)")
            }
        }
    }

    /// What a call gives back has the fields that its page names, and no others.
    @Test func resultsHaveTheFieldsOfTheirPages() async throws {
        try await SampleProject.with { project in
            try await project.writeDatabase()
            try project.writeApplication()
            try project.recipe(
                """
                local function fields(result)
                  local names = {}
                  for name in pairs(result) do names[#names + 1] = tostring(name) end
                  return names
                end
                local results = {
                  run_command = fields(run_command { command = { "true" } }),
                  write_file = fields(write_file { path = "out.txt", text = "B=2\\n" }),
                  configure = fields(configure { "out.txt", format = "env", set = { A = 1 }, create = true }),
                  render = fields(render { "out.txt", to = "out.conf" }),
                  wait_for_approval = fields(wait_for_approval "Go?"),
                  backup_db = fields(backup_db { database = { engine = "sqlite", path = "data/shop.sqlite" } }),
                  docker_build = fields(docker_build { context = "apps/web", tag = "\(project.site)" }),
                }
                local site = \(project.runSite("v1"))
                results.docker_run = fields(site)
                results.http_request = fields(http_request("http://\(project.address()):8080/"))
                return results

                """)
            let outcome = try await project.moondock("run", "main.lua", "--env", "test", "--approve-all")
            #expect(outcome.code == 0, "\(outcome)")
            let results = try JSONDecoder().decode([String: [String]].self, from: Data(outcome.output.utf8))
            #expect(results.count == 9)
            for (name, fields) in results {
                let declaration = try #require(Self.primitives.first { $0.name == name })
                let named = Set(
                    declaration.returns.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
                #expect(!fields.isEmpty && Set(fields).subtracting(named) == [], "\(name): \(fields)")
            }
        }
    }
}

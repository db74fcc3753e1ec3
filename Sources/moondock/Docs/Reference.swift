import Recipes

/// Everything `moondock docs` has a page for, besides libraries.
enum Reference {
    private static var registry: PrimitiveRegistry { .standard }

    /// The names that have a page.
    static var names: [String] {
        registry.all.map(\.declaration.name) + BlockFunction.all.map(\.name) + LuaFunction.all.map(\.name)
            + RulePages.names + TopicPages.names + ["engines", "lua"]
    }

    /// A page by its name; `nil` where there is none.
    static func page(_ name: String) -> String? {
        if let page = RulePages.page(name) { return page }
        if let page = TopicPages.page(name) {
            // A function of the same name comes first.
            let function = registry[name].map { FunctionPage($0.declaration).lines + [""] } ?? []
            return (function + page).joined(separator: "\n")
        }
        if name == "engines" { return EnginePage.text }
        if name == "lua" { return LuaPage.text + "\n\n" + luaFunctions }
        if let primitive = registry[name] { return FunctionPage(primitive.declaration).text }
        if let function = BlockFunction.named(name) { return FunctionPage(function).text }
        if let function = LuaFunction.named(name) { return FunctionPage(function).text }
        return members(of: name) ?? options(called: name)
    }

    /// All functions and pages, in a line each.
    static var index: String {
        let blocks = BlockFunction.all.filter { registry[$0.name] == nil }
        let entries = registry.all.map { ($0.declaration.name, $0.declaration.summary) }
        let all = entries + blocks.map { ($0.name, $0.summary) }
        let width = all.map(\.0.count).max() ?? 0
        func list(_ entries: [(String, String)]) -> [String] {
            entries.map { "\($0.0)\(String(repeating: " ", count: width - $0.0.count))  \(firstSentence($0.1))" }
        }
        let pages = RulePages.names + TopicPages.names + ["engines", "lua"]
        return
            (["primitives, by which a recipe acts:", ""] + list(entries) + ["", "functions around steps:", ""]
            + list(blocks.map { ($0.name, $0.summary) })
            + [
                "", "pages: \(pages.sorted().joined(separator: ", "))",
                "Lua's own functions, such as print and os.time, have pages too; `moondock docs lua` lists them.",
            ]).joined(separator: "\n")
    }

    /// What a line has room for.
    private static func firstSentence(_ text: String) -> Substring {
        text.firstRange(of: ". ").map { text[..<$0.lowerBound] + "." } ?? text[...]
    }

    /// The functions of one of Lua's libraries.
    private static func members(of name: String) -> String? {
        let library = name.hasSuffix(".*") ? String(name.dropLast(2)) : name
        let members = LuaFunction.all.filter { $0.name.hasPrefix("\(library).") }
        guard !members.isEmpty else { return nil }
        return
            (["\(library): what recipes have of Lua's library.", ""]
            + members.flatMap { ["  \($0.usage)", "      \($0.summary)"] }).joined(separator: "\n")
    }

    private static var luaFunctions: String {
        (["functions:"] + LuaFunction.all.flatMap { ["  \($0.usage)", "      \($0.summary)"] }).joined(separator: "\n")
    }

    /// The options of a name, wherever they are nested.
    private static func options(called name: String) -> String? {
        let primitives = registry.all.map { ($0.declaration.name, $0.declaration.options) }
        let functions = BlockFunction.all.filter { registry[$0.name] == nil }.map { ($0.name, $0.options) }
        let found = (primitives + functions).flatMap { function, options in
            paths(of: name, in: options, function)
        }
        guard !found.isEmpty else { return nil }
        return found.flatMap { place, option in
            ["\(name): an option of \(place)"] + FunctionPage.lines([option]) + [""]
        }.dropLast().joined(separator: "\n")
    }

    private static func paths(of name: String, in options: [AnyOption], _ place: String) -> [(String, AnyOption)] {
        options.flatMap { option in
            (option.key == name ? [(place, option)] : [])
                + paths(of: name, in: option.fields, "\(place), in \(option.key)")
        }
    }
}

/// JSON: keys are names joined by `:`, as .NET joins them; items of a list are numbers from 0.
struct JSONSyntax: ConfigurationSyntax {
    let text: SourceText
    let tree: ValueTree<JSONScanner.Scalar>
    let root: Int

    init(_ text: SourceText) throws(ConfigurationError) {
        var scanner = JSONScanner(text)
        self.text = text
        root = try scanner.scan()
        tree = scanner.tree
    }

    var keys: [String] { tree.keys(under: root) }

    func find(_ key: String) throws(ConfigurationError) -> Int? {
        guard case .value(let node) = try tree.find(key, under: root, in: text) else { return nil }
        if case .scalar = tree.nodes[node].content { return node }
        throw ConfigurationError(
            .notAValue, at: text.position(of: tree.nodes[node].offset), key: key,
            "'\(key)' is \(tree.nodes[node].isList ? "a list" : "an object"), not a single value",
            hint: "name a value in it: '\(key):…'")
    }

    func offset(of place: Int) -> Int { tree.nodes[place].range.lowerBound }

    func read(_ place: Int) -> String? {
        let range = tree.nodes[place].range
        guard case .scalar(.string) = tree.nodes[place].content else {
            let word = text.string(range)
            return word == "null" ? nil : word
        }
        return JSONText.decoded(text.utf8[range].dropFirst().dropLast())
    }

    func holds(_ value: ConfigurationValue, at place: Int) -> Bool {
        guard case .scalar(let kind) = tree.nodes[place].content else { return false }
        switch value {
        case .text(let text): return kind == .string && read(place).map { $0.utf8.elementsEqual(text.utf8) } == true
        case .number(let number): return kind == .number && read(place) == number
        case .boolean(let flag): return kind == .word && read(place) == (flag ? "true" : "false")
        }
    }

    func replacing(_ place: Int, by value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        [TextEdit(tree.nodes[place].range, try written(value))]
    }

    func written(_ value: ConfigurationValue) throws(ConfigurationError) -> String {
        switch value {
        case .text(let text): return JSONText.quoted(text, in: self.text.encoding)
        case .boolean(let flag): return flag ? "true" : "false"
        case .number(let number):
            guard JSONText.isNumber(number.utf8) else {
                throw ConfigurationError(.unwritable, "JSON has no such number", hint: "give it as a string")
            }
            return number
        }
    }
}

extension ValueTree.Node {
    /// Whether it is a list.
    var isList: Bool { if case .list = content { true } else { false } }
    /// Whether it has names for its values.
    var isMapping: Bool { if case .mapping = content { true } else { false } }
}

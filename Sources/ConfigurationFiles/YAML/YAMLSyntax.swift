/// YAML: keys are names joined by `:`, items of a list are numbers from 0. In a file of several documents `#2:` before a
/// key says which one.
struct YAMLSyntax: ConfigurationSyntax {
    let text: SourceText
    let tree: ValueTree<YAMLScalar>
    let documents: [Int]

    init(_ text: SourceText) throws(ConfigurationError) {
        var scanner = YAMLScanner(text)
        try scanner.scan()
        self.text = text
        tree = scanner.tree
        documents = scanner.documents
    }

    var keys: [String] {
        if documents.count == 1 { return tree.keys(under: documents[0]) }
        return documents.enumerated().flatMap { place, root in tree.keys(under: root).map { "#\(place + 1):\($0)" } }
    }

    /// The document that a key says, and the key in it; `nil` where it says none, or none that is there.
    func split(_ key: String) -> (document: Int, key: String)? {
        if let match = key.prefixMatch(of: /#([0-9]{1,6}):/), let number = Int(match.1),
            documents.indices.contains(number - 1)
        {
            return (documents[number - 1], String(key[match.range.upperBound...]))
        }
        return documents.count == 1 ? (documents[0], key) : nil
    }

    func find(_ key: String) throws(ConfigurationError) -> Int? {
        if let (document, rest) = split(key) { return try find(rest, in: document, key) }
        var found: Int?
        for document in documents {
            guard let node = try find(key, in: document, key) else { continue }
            if let found {
                let places = [found, node].map { text.position(of: tree.nodes[$0].offset) }
                throw ConfigurationError(
                    .duplicateKey, at: places[1], key: key,
                    "'\(key)' is in two documents, in line \(places[0].line) and in line \(places[1].line)",
                    hint: "say which: '#1:\(key)'")
            }
            found = node
        }
        return found
    }

    private func find(_ key: String, in document: Int, _ whole: String) throws(ConfigurationError) -> Int? {
        let node: Int
        switch try tree.find(key, under: document, in: text) {
        case .value(let found): node = found
        case .end(let last, let missing):
            if case .scalar(let scalar) = tree.nodes[last].content, case .alias(let name, let target) = scalar.style,
                !missing.isEmpty
            {
                let line = target.map { ", line \(text.position(of: tree.nodes[$0].offset).line)" } ?? ""
                throw ConfigurationError(
                    .notAValue, at: text.position(of: tree.nodes[last].offset), key: whole,
                    "'\(whole)' leads through the alias *\(name)\(line)",
                    hint: "name the value where the anchor &\(name) is, or write out what the alias stands for")
            }
            return nil
        }
        guard tree.nodes[node].key != "<<" else {
            throw ConfigurationError(
                .notAValue, at: text.position(of: tree.nodes[node].offset), key: whole,
                "'\(whole)' takes over the keys of another mapping, and is no value")
        }
        guard case .scalar = tree.nodes[node].content else {
            throw ConfigurationError(
                .notAValue, at: text.position(of: tree.nodes[node].offset), key: whole,
                "'\(whole)' is \(tree.nodes[node].what), not a single value",
                hint: tree.nodes[node].children.isEmpty ? nil : "name a value in it: '\(whole):…'")
        }
        return node
    }

    func offset(of place: Int) -> Int { tree.nodes[place].offset }

    private func scalar(_ node: Int) -> (scalar: YAMLScalar, range: Range<Int>)? {
        guard case .scalar(let scalar) = tree.nodes[node].content else { return nil }
        guard case .alias(_, let target?) = scalar.style, target != node else {
            return (scalar, tree.nodes[node].range)
        }
        // An anchor is before its aliases, so this comes to an end.
        return target < node ? self.scalar(target) : nil
    }

    func read(_ place: Int) -> String? {
        guard let (scalar, range) = scalar(place) else { return nil }
        switch scalar.style {
        case .plain:
            let plain = YAMLText.plain(text.utf8[range])
            return ["null", "Null", "NULL", "~"].contains(plain) ? nil : plain
        case .single, .double: return YAMLText.quoted(text.utf8[range])
        case .block(let block): return YAMLText.block(block, in: text.utf8)
        case .empty, .alias: return nil
        }
    }

    func holds(_ value: ConfigurationValue, at place: Int) -> Bool {
        guard let (scalar, _) = scalar(place), let text = read(place), text.utf8.elementsEqual(value.text.utf8),
            tags(value).contains(scalar.tag)
        else { return false }
        guard case .plain = scalar.style else {
            if case .text = value { return true }
            return false
        }
        if case .text = value { return scalar.tag != nil || YAMLText.isText(text) }
        return true
    }

    /// The tags that leave a value what it is.
    private func tags(_ value: ConfigurationValue) -> [String?] {
        switch value {
        case .text: [nil, "!!str", "!"]
        case .number: [nil, "!!int", "!!float"]
        case .boolean: [nil, "!!bool"]
        }
    }

    func replacing(_ place: Int, by value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        let node = tree.nodes[place]
        guard case .scalar(let scalar) = node.content else { return [] }
        guard tags(value).contains(scalar.tag) else {
            throw ConfigurationError(
                .unwritable, at: text.position(of: node.offset),
                "the tag \(scalar.tag ?? "") before it gives the value another meaning", hint: "remove the tag")
        }
        if case .block(let block) = scalar.style { return replacingBlock(block, by: try written(value, scalar), value) }
        let isTight = node.range.isEmpty && !(text.utf8[..<node.range.lowerBound].last?.isBlank ?? true)
        return [TextEdit(node.range, (isTight ? " " : "") + (try written(value, scalar)))]
    }

    private func replacingBlock(_ block: YAMLBlock, by line: String, _ value: ConfigurationValue) -> [TextEdit] {
        guard case .text(let new) = value,
            let lines = YAMLText.literal(
                new, indentation: block.indentation, lineEnd: text.lineEnd, in: text.encoding)
        else { return [TextEdit(block.indicator, line), TextEdit(block.headerEnd..<block.lines.upperBound, "")] }
        return [
            TextEdit(block.indicator, new.hasSuffix("\n") ? "|" : "|-"),
            TextEdit(block.headerEnd..<block.lines.upperBound, text.lineEnd + lines),
        ]
    }

    /// A value on one line.
    func written(_ value: ConfigurationValue, _ scalar: YAMLScalar) throws(ConfigurationError) -> String {
        switch value {
        case .boolean(let flag): return flag ? "true" : "false"
        case .text(let text):
            return YAMLText.written(text, as: scalar.style, isInFlow: scalar.isInFlow, in: self.text.encoding)
        case .number(let number):
            guard JSONText.isNumber(number.utf8) else {
                throw ConfigurationError(.unwritable, "there is no such number", hint: "give it as a string")
            }
            return number
        }
    }
}

extension ValueTree.Node {
    /// What it is, for a message.
    fileprivate var what: String {
        switch content {
        case .scalar: "a value"
        case .mapping: "a mapping"
        case .list: "a list"
        case .opaque(let what): what
        }
    }
}

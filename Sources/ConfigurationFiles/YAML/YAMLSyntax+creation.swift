extension YAMLSyntax {
    func creating(_ key: String, _ value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        if documents.isEmpty {
            let names = key.split(separator: ":").map(String.init)
            return [text.addingLine(try blockMember(names[...], value, indentation: 0), at: text.utf8.count)]
        }
        guard let (document, rest) = split(key) else {
            throw ConfigurationError(
                .invalidKey, key: key, "the file has \(documents.count) documents, and '\(key)' is in none of them",
                hint: "say where it is added: '#1:\(key)'")
        }
        guard case .end(let node, let names) = try tree.find(rest, under: document, in: text), !names.isEmpty else {
            throw ConfigurationError(.invalidKey, key: key, "'\(key)' is no key")
        }
        let parent = tree.nodes[node]
        switch parent.content {
        case .mapping where text.utf8[parent.range.lowerBound] == UInt8(ascii: "{"):
            let last = parent.children.last.map { tree.nodes[$0].range.upperBound }
            let member = try flowMember(names[...], value)
            return [TextEdit(at: last ?? parent.range.lowerBound + 1, (last == nil ? "" : ", ") + member)]
        case .mapping:
            return [try addingLines(names, value, column(of: parent.range.lowerBound), after: parent.range.upperBound)]
        case .scalar(let scalar) where !scalar.isInFlow:
            guard case .empty = scalar.style else { break }
            let outer = node == document ? 0 : column(of: parent.offset) + unit
            return [try addingLines(names, value, outer, after: parent.range.upperBound)]
        default: break
        }
        throw ConfigurationError(
            .notAValue, at: text.position(of: parent.offset), key: key,
            "there is no key '\(key)', and only mappings get new keys", hint: "write the rest of it into the file")
    }

    private func addingLines(
        _ names: [String], _ value: ConfigurationValue, _ indentation: Int, after offset: Int
    ) throws(ConfigurationError) -> TextEdit {
        let end = text.utf8[offset...].firstIndex(where: \.isLineBreak) ?? text.utf8.count
        let blanks = String(repeating: " ", count: indentation)
        let member = try blockMember(names[...], value, indentation: indentation)
        return TextEdit(at: end, text.lineEnd + blanks + member)
    }

    private func blockMember(
        _ names: ArraySlice<String>, _ value: ConfigurationValue, indentation: Int
    ) throws(ConfigurationError) -> String {
        guard let name = names.first else {
            throw ConfigurationError(.invalidKey, "a key must not be empty")
        }
        if names.count == 1 { return "\(keyText(name)): \(try newValue(value, isInFlow: false))" }
        let inner = indentation + unit
        let member = try blockMember(names.dropFirst(), value, indentation: inner)
        return "\(keyText(name)):\(text.lineEnd)\(String(repeating: " ", count: inner))\(member)"
    }

    private func flowMember(
        _ names: ArraySlice<String>, _ value: ConfigurationValue
    ) throws(ConfigurationError) -> String {
        guard let name = names.first else { return "" }
        if names.count == 1 { return "\(keyText(name)): \(try newValue(value, isInFlow: true))" }
        return "\(keyText(name)): {\(try flowMember(names.dropFirst(), value))}"
    }

    private func keyText(_ name: String) -> String {
        YAMLText.written(name, as: .plain, isInFlow: true, in: text.encoding)
    }

    private func newValue(_ value: ConfigurationValue, isInFlow: Bool) throws(ConfigurationError) -> String {
        try written(value, YAMLScalar(style: .plain, tag: nil, isInFlow: isInFlow))
    }

    private func column(of place: Int) -> Int {
        let start = text.utf8[..<place].lastIndex(where: \.isLineBreak).map { $0 + 1 } ?? 0
        return place - start
    }

    /// One step of indentation: that of the first mapping in another one.
    private var unit: Int {
        for node in tree.nodes {
            guard node.isMapping, let first = node.children.first else { continue }
            let inner = tree.nodes[first]
            guard inner.isMapping, text.utf8[inner.range.lowerBound] != UInt8(ascii: "{") else { continue }
            let step = column(of: inner.range.lowerBound) - column(of: node.range.lowerBound)
            if step > 0 { return step }
        }
        return 2
    }
}

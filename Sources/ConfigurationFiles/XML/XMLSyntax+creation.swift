extension XMLSyntax {
    func creating(_ key: String, _ value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        let path = try XMLPath(key)
        let (found, missing) = try follow(path, key)
        guard let node = found else {
            throw ConfigurationError(
                .missingKey, key: key, "the outermost element is <\(elements[0].name)>, and '\(key)' is in another one",
                hint: "begin the key with /\(elements[0].name)")
        }
        let parent = elements[node]
        if missing.isEmpty, let name = path.attribute { return [try addingAttribute(name, value, to: parent)] }
        if let step = missing.first(where: { $0.number != nil }) {
            throw ConfigurationError(
                .missingKey, key: key,
                "there are not so many <\(step.name)>, and only one without a number can be added",
                hint: "leave out '[\(step.number ?? 0)]'")
        }
        return try adding(missing, path.attribute, value, to: node)
    }

    private func addingAttribute(
        _ name: String, _ value: ConfigurationValue, to element: XMLElement
    ) throws(ConfigurationError) -> TextEdit {
        let end =
            element.attributes.last.map { $0.value.upperBound + 1 } ?? element.offset + 1 + element.name.utf8.count
        return TextEdit(at: end, " \(name)=\"\(try XMLText.attribute(value.text, quote: "\"", in: text.encoding))\"")
    }

    private func adding(
        _ steps: ArraySlice<XMLPath.Step>, _ attribute: String?, _ value: ConfigurationValue, to node: Int
    ) throws(ConfigurationError) -> [TextEdit] {
        let parent = elements[node]
        let outer = indentation(of: parent.offset)
        let inner = parent.children.last.map { indentation(of: elements[$0].offset) } ?? outer + unit
        let added = try written(steps, attribute, value, inner)
        if let close = parent.selfClosing {
            let start = text.utf8[..<close].lastIndex { !$0.isBlank && !$0.isLineBreak }.map { $0 + 1 } ?? close
            let content = text.lineEnd + inner + added + text.lineEnd + outer
            return [TextEdit(start..<parent.tag.upperBound, ">\(content)</\(parent.name)>")]
        }
        // Before the blanks that the tag at the end is indented by.
        let blanks = text.utf8[parent.content].reversed().prefix { $0.isBlank }.count
        let end = parent.content.upperBound - blanks
        let isOnLine = end > 0 && text.utf8[end - 1].isLineBreak && end > parent.content.lowerBound
        if isOnLine { return [TextEdit(at: end, inner + added + text.lineEnd)] }
        if parent.children.isEmpty, parent.pieces.isEmpty {
            return [TextEdit(at: parent.content.upperBound, text.lineEnd + inner + added + text.lineEnd + outer)]
        }
        return [TextEdit(at: parent.content.upperBound, added)]
    }

    /// New elements in each other, the innermost with the value.
    private func written(
        _ steps: ArraySlice<XMLPath.Step>, _ attribute: String?, _ value: ConfigurationValue, _ indentation: String
    ) throws(ConfigurationError) -> String {
        guard let step = steps.first else { return "" }
        var tag = "<\(step.name)"
        for fixed in step.attributes + step.further {
            tag += " \(fixed.name)=\"\(try XMLText.attribute(fixed.value, quote: "\"", in: text.encoding))\""
        }
        if steps.count > 1 {
            let inner = indentation + unit
            let content = try written(steps.dropFirst(), attribute, value, inner)
            return "\(tag)>\(text.lineEnd)\(inner)\(content)\(text.lineEnd)\(indentation)</\(step.name)>"
        }
        if let attribute {
            return "\(tag) \(attribute)=\"\(try XMLText.attribute(value.text, quote: "\"", in: text.encoding))\" />"
        }
        let content = try XMLText.content(value.text, lineEnd: text.lineEnd, in: text.encoding)
        return "\(tag)>\(content)</\(step.name)>"
    }

    /// What the line of an offset begins with.
    private func indentation(of offset: Int) -> String {
        let start = text.utf8[..<offset].lastIndex(where: \.isLineBreak).map { $0 + 1 } ?? 0
        return text.string(start..<start + text.utf8[start..<offset].prefix(while: \.isBlank).count)
    }

    /// One step of indentation: that of the first element in the outermost one.
    private var unit: String {
        guard let first = elements[0].children.first else { return "  " }
        let found = indentation(of: elements[first].offset)
        return found.isEmpty ? "  " : found
    }
}

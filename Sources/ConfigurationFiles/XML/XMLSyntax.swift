/// XML: the values are those of attributes, and the text of elements that have nothing else in them.
struct XMLSyntax: ConfigurationSyntax {
    /// A value's place.
    enum Place {
        case attribute(XMLElement.Attribute)
        case element(Int)
    }

    let text: SourceText
    let elements: [XMLElement]

    init(_ text: SourceText) throws(ConfigurationError) {
        var scanner = XMLScanner(text)
        try scanner.scan()
        self.text = text
        elements = scanner.elements
    }

    func find(_ key: String) throws(ConfigurationError) -> Place? {
        let path = try XMLPath(key)
        let (found, missing) = try follow(path, key)
        guard let node = found, missing.isEmpty else { return nil }
        if let name = path.attribute { return elements[node].attribute(name).map { .attribute($0) } }
        guard elements[node].children.isEmpty else {
            throw ConfigurationError(
                .notAValue, at: text.position(of: elements[node].offset), key: key,
                "<\(elements[node].name)> has elements in it, and no value of its own",
                hint: "name an element or attribute in it: \(key)/…")
        }
        return .element(node)
    }

    /// Follows a path as far as it leads.
    /// - Returns: the last element on it, and the steps that lead on from there to nothing.
    func follow(
        _ path: XMLPath, _ key: String
    ) throws(ConfigurationError) -> (element: Int?, missing: ArraySlice<XMLPath.Step>) {
        var steps = path.steps[...]
        var here: Int?
        // The sections of .NET's files are outermost where they have a file of their own.
        if XMLPath.isShort(key), let first = steps.first, elements[0].name != first.name { here = 0 }
        while let step = steps.first {
            let inside = here.map { elements[$0].children } ?? [0]
            let fitting = inside.filter { fits(elements[$0], step) }
            let chosen = step.number.map { $0 <= fitting.count ? [fitting[$0 - 1]] : [] } ?? fitting
            if chosen.count > 1 {
                let places = chosen.prefix(2).map { text.position(of: elements[$0].offset) }
                throw ConfigurationError(
                    .duplicateKey, at: places[1], key: key,
                    "<\(step.name)> is there \(chosen.count) times, in line \(places[0].line) and in line "
                        + "\(places[1].line)",
                    hint: "say which: \(step.name)[1], or \(step.name)[@name='…']; of two that are the same, remove one"
                )
            }
            guard let next = chosen.first else { return (here, steps) }
            here = next
            steps = steps.dropFirst()
        }
        return (here, steps)
    }

    private func fits(_ element: XMLElement, _ step: XMLPath.Step) -> Bool {
        element.name == step.name
            && step.attributes.allSatisfy { wanted in
                element.attribute(wanted.name).map { decoded($0) == wanted.value } == true
            }
    }

    func decoded(_ attribute: XMLElement.Attribute) -> String {
        XMLText.decoded(text.utf8[attribute.value], isAttribute: true)
    }

    func offset(of place: Place) -> Int {
        switch place {
        case .attribute(let attribute): attribute.offset
        case .element(let node): elements[node].offset
        }
    }

    func read(_ place: Place) -> String? {
        switch place {
        case .attribute(let attribute): decoded(attribute)
        case .element(let node):
            elements[node].pieces.reduce(into: "") { result, piece in
                switch piece {
                case .text(let range): result += XMLText.decoded(text.utf8[range], isAttribute: false)
                case .cdata(let range): result += XMLText.plain(text.utf8[range])
                case .remark: break
                }
            }
        }
    }

    func holds(_ value: ConfigurationValue, at place: Place) -> Bool {
        read(place).map { $0.utf8.elementsEqual(value.text.utf8) } == true
    }

    func replacing(_ place: Place, by value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        switch place {
        case .attribute(let attribute):
            let quote: Character = text.utf8[attribute.value.upperBound] == UInt8(ascii: "'") ? "'" : "\""
            return [
                TextEdit(attribute.value, try XMLText.attribute(value.text, quote: quote, in: text.encoding))
            ]
        case .element(let node): return try replacingContent(of: elements[node], by: value.text)
        }
    }

    private func replacingContent(of element: XMLElement, by value: String) throws(ConfigurationError) -> [TextEdit] {
        let written = try XMLText.content(value, lineEnd: text.lineEnd, in: text.encoding)
        if let close = element.selfClosing {
            let start = text.utf8[..<close].lastIndex { !$0.isBlank && !$0.isLineBreak }.map { $0 + 1 } ?? close
            return [TextEdit(start..<element.tag.upperBound, ">\(written)</\(element.name)>")]
        }
        let pieces = element.pieces.compactMap(\.range)
        // What stands in CDATA stays there, if there is nothing else.
        let sections = element.pieces.compactMap { if case .cdata(let range) = $0 { range } else { nil } }
        if sections.count == 1, let inner = XMLText.cdata(value, lineEnd: text.lineEnd, in: text.encoding) {
            let others = pieces.filter {
                $0.upperBound <= sections[0].lowerBound - 9 || $0.lowerBound > sections[0].upperBound
            }
            return others.map { TextEdit($0, "") } + [TextEdit(sections[0], inner)]
        }
        guard let first = pieces.first else { return [TextEdit(at: element.content.lowerBound, written)] }
        // Comments between the texts stay.
        return [TextEdit(first, written)] + pieces.dropFirst().map { TextEdit($0, "") }
    }
}

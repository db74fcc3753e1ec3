/// Finds the elements of an XML file (https://www.w3.org/TR/xml), which it has to be: entities are not resolved, and
/// nothing is fetched.
struct XMLScanner {
    private var cursor: ByteCursor
    private(set) var elements: [XMLElement] = []
    /// The elements that are open, the innermost last.
    private var open: [Int] = []

    init(_ text: SourceText) { cursor = ByteCursor(text) }

    /// Looks the whole file through; the first element is the outermost.
    mutating func scan() throws(ConfigurationError) {
        while let byte = cursor.peek() {
            if byte == UInt8(ascii: "<") {
                try markup()
            } else {
                try characters()
            }
        }
        if let last = open.last {
            throw cursor.text.malformed(elements[last].offset, "<\(elements[last].name)> has no end")
        }
        guard !elements.isEmpty else { throw cursor.malformed("there is no element in it") }
    }

    private mutating func markup() throws(ConfigurationError) {
        let start = cursor.place
        if cursor.take("<!--") {
            guard cursor.skip(behind: "-->") != nil else { throw endless(start, "comment") }
            piece(.remark)
        } else if cursor.take("<![CDATA[") {
            let inner = cursor.place
            guard let end = cursor.skip(behind: "]]>") else { throw endless(start, "CDATA section") }
            guard !open.isEmpty else { throw cursor.text.malformed(start, "text stands outside of all elements") }
            piece(.cdata(inner..<end))
        } else if cursor.take("<?") {
            guard cursor.skip(behind: "?>") != nil else { throw endless(start, "instruction") }
            piece(.remark)
        } else if cursor.sees("<!DOCTYPE"), elements.isEmpty {
            try documentType()
        } else if cursor.take("</") {
            try endTag(start)
        } else {
            try startTag(start)
        }
    }

    private mutating func piece(_ piece: XMLElement.Piece) {
        if let last = open.last { elements[last].pieces.append(piece) }
    }

    private func endless(_ start: Int, _ what: String) -> ConfigurationError {
        cursor.text.malformed(start, "the \(what) that begins here has no end")
    }

    /// Goes on behind a declaration of the document's type, quoted texts and comments in it included.
    private mutating func documentType() throws(ConfigurationError) {
        let start = cursor.place
        var depth = 0
        while let byte = cursor.peek() {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                cursor.place += 1
                cursor.skip { $0 != byte }
                cursor.place += 1
            case UInt8(ascii: "<") where cursor.take("<!--"):
                guard cursor.skip(behind: "-->") != nil else { throw endless(start, "declaration") }
            case UInt8(ascii: "<"), UInt8(ascii: "["):
                depth += 1
                cursor.place += 1
            case UInt8(ascii: ">"), UInt8(ascii: "]"):
                depth -= 1
                cursor.place += 1
                if depth == 0 { return }
            default: cursor.place += 1
            }
        }
        throw endless(start, "declaration")
    }

    private mutating func characters() throws(ConfigurationError) {
        let start = cursor.place
        while let byte = cursor.peek(), byte != UInt8(ascii: "<") {
            if open.isEmpty, !byte.isBlank, !byte.isLineBreak {
                throw cursor.malformed("text stands outside of all elements")
            }
            if byte == UInt8(ascii: "&") { try reference() } else { cursor.place += 1 }
        }
        piece(.text(start..<cursor.place))
    }

    private mutating func reference() throws(ConfigurationError) {
        let start = cursor.place
        cursor.place += 1
        cursor.skip { $0.isNameByte || $0 == UInt8(ascii: "#") }
        guard cursor.place > start + 1, cursor.take(";") else {
            throw cursor.text.malformed(start, "'&' begins no entity", hint: "write '&amp;' for the character itself")
        }
    }

    private mutating func name() throws(ConfigurationError) -> String {
        let start = cursor.place
        guard let first = cursor.peek(), first.isNameByte, !first.isDigit, !"-.".utf8.contains(first) else {
            throw cursor.malformed("a name is missing before \(cursor.shown)")
        }
        cursor.skip(while: \.isNameByte)
        return cursor.text.string(start..<cursor.place)
    }

    private mutating func startTag(_ start: Int) throws(ConfigurationError) {
        cursor.place += 1
        let name = try name()
        guard !open.isEmpty || elements.isEmpty else {
            throw cursor.text.malformed(start, "a second outermost element, <\(name)>, begins here")
        }
        guard open.count < ByteCursor.deepest else {
            throw ConfigurationError(
                .tooLarge, at: cursor.text.position(of: start),
                "elements are in each other more than \(ByteCursor.deepest) deep")
        }
        let attributes = try attributes(of: name, start)
        let selfClosing = cursor.sees("/>") ? cursor.place : nil
        guard cursor.take("/>") || cursor.take(">") else {
            throw cursor.malformed("'>' is missing before \(cursor.shown)")
        }
        if let parent = open.last { elements[parent].children.append(elements.count) }
        if selfClosing == nil { open.append(elements.count) }
        elements.append(
            XMLElement(
                name: name, offset: start, attributes: attributes, tag: start..<cursor.place,
                selfClosing: selfClosing, content: cursor.place..<cursor.place))
    }

    private mutating func attributes(
        of element: String, _ start: Int
    ) throws(ConfigurationError) -> [XMLElement.Attribute] {
        var attributes: [XMLElement.Attribute] = []
        var names: Set<String> = []
        while true {
            let gap = cursor.place
            cursor.skip { $0.isBlank || $0.isLineBreak }
            guard let byte = cursor.peek() else { throw cursor.text.malformed(start, "<\(element) has no '>'") }
            if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { return attributes }
            let place = cursor.place
            let name = try name()
            guard place > gap else { throw cursor.text.malformed(place, "a blank is missing before '\(name)'") }
            guard names.insert(name).inserted else {
                throw cursor.text.malformed(place, "<\(element)> has the attribute '\(name)' twice")
            }
            cursor.skip { $0.isBlank || $0.isLineBreak }
            guard cursor.take("=") else { throw cursor.malformed("'=' is missing before \(cursor.shown)") }
            cursor.skip { $0.isBlank || $0.isLineBreak }
            attributes.append(
                XMLElement.Attribute(name: name, offset: place, value: try attributeValue()))
        }
    }

    private mutating func attributeValue() throws(ConfigurationError) -> Range<Int> {
        let mark = cursor.place
        guard let quote = cursor.peek(), "\"'".utf8.contains(quote) else {
            throw cursor.malformed("a value in quotation marks is missing before \(cursor.shown)")
        }
        cursor.place += 1
        let start = cursor.place
        while let byte = cursor.peek(), byte != quote {
            if byte == UInt8(ascii: "<") {
                throw cursor.malformed("'<' stands in a value", hint: "write '&lt;' for the character itself")
            }
            if byte == UInt8(ascii: "&") { try reference() } else { cursor.place += 1 }
        }
        guard !cursor.isAtEnd else { throw endless(mark, "value") }
        cursor.place += 1
        return start..<cursor.place - 1
    }

    private mutating func endTag(_ start: Int) throws(ConfigurationError) {
        let name = try name()
        cursor.skip { $0.isBlank || $0.isLineBreak }
        guard cursor.take(">") else { throw cursor.malformed("'>' is missing before \(cursor.shown)") }
        guard let last = open.popLast() else {
            throw cursor.text.malformed(start, "</\(name)> ends no element")
        }
        let element = elements[last]
        guard element.name == name else {
            let line = cursor.text.position(of: element.offset).line
            throw cursor.text.malformed(start, "</\(name)> does not end <\(element.name)> of line \(line)")
        }
        elements[last].content = element.content.lowerBound..<start
    }
}

extension UInt8 {
    /// Whether it can be part of a name of XML: what is not ASCII is not looked at closer.
    fileprivate var isNameByte: Bool {
        isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self >= 0x80
            || "_:.-".utf8.contains(self)
    }
}

/// Finds the values of a JSON file (RFC 8259), with comments and trailing commas where people put them.
struct JSONScanner {
    /// What is no list and no object.
    enum Scalar: Hashable, Sendable {
        case string
        case number
        case word
    }

    private var cursor: ByteCursor
    private(set) var tree = ValueTree<Scalar>()

    init(_ text: SourceText) { cursor = ByteCursor(text) }

    /// Looks the whole file through.
    /// - Returns: the outermost value.
    mutating func scan() throws(ConfigurationError) -> Int {
        try skipBlanks()
        let root = tree.add("", at: cursor.place, to: nil)
        try value(root, depth: 0)
        try skipBlanks()
        guard cursor.isAtEnd else { throw cursor.malformed("\(cursor.shown) follows the value that the file is") }
        return root
    }

    private mutating func value(_ node: Int, depth: Int) throws(ConfigurationError) {
        guard depth < ByteCursor.deepest else {
            throw ConfigurationError(
                .tooLarge, at: cursor.text.position(of: cursor.place),
                "values are in each other more than \(ByteCursor.deepest) deep")
        }
        let start = cursor.place
        switch cursor.peek() {
        case UInt8(ascii: "{"): try members(node, depth)
        case UInt8(ascii: "["): try items(node, depth)
        case UInt8(ascii: "\""):
            _ = try string()
            tree.finish(node, .scalar(.string), start..<cursor.place)
        case let byte? where byte.isDigit || byte == UInt8(ascii: "-"):
            try number()
            tree.finish(node, .scalar(.number), start..<cursor.place)
        default:
            guard cursor.take("true") || cursor.take("false") || cursor.take("null") else {
                throw cursor.malformed("a value is missing before \(cursor.shown)")
            }
            tree.finish(node, .scalar(.word), start..<cursor.place)
        }
    }

    private mutating func members(_ node: Int, _ depth: Int) throws(ConfigurationError) {
        let start = cursor.place
        cursor.place += 1
        while true {
            try skipBlanks()
            if cursor.take("}") { break }
            let place = cursor.place
            guard cursor.sees("\"") else {
                throw cursor.malformed("a key in quotation marks, or '}', is missing before \(cursor.shown)")
            }
            let child = tree.add(try string(), at: place, to: node)
            try skipBlanks()
            guard cursor.take(":") else { throw cursor.malformed("':' is missing before \(cursor.shown)") }
            try skipBlanks()
            try value(child, depth: depth + 1)
            try skipBlanks()
            if cursor.take(",") { continue }
            guard cursor.take("}") else {
                throw cursor.malformed("',' or '}' is missing before \(cursor.shown)")
            }
            break
        }
        tree.finish(node, .mapping, start..<cursor.place)
    }

    private mutating func items(_ node: Int, _ depth: Int) throws(ConfigurationError) {
        let start = cursor.place
        cursor.place += 1
        var count = 0
        while true {
            try skipBlanks()
            if cursor.take("]") { break }
            let child = tree.add(String(count), at: cursor.place, to: node)
            count += 1
            try value(child, depth: depth + 1)
            try skipBlanks()
            if cursor.take(",") { continue }
            guard cursor.take("]") else {
                throw cursor.malformed("',' or ']' is missing before \(cursor.shown)")
            }
            break
        }
        tree.finish(node, .list, start..<cursor.place)
    }

    /// Goes on behind a string.
    /// - Returns: what it says.
    private mutating func string() throws(ConfigurationError) -> String {
        let start = cursor.place
        cursor.place += 1
        while let byte = cursor.peek() {
            switch byte {
            case UInt8(ascii: "\""):
                cursor.place += 1
                return JSONText.decoded(cursor.text.utf8[(start + 1)..<(cursor.place - 1)])
            case UInt8(ascii: "\\"): try escape()
            case ..<0x20: throw cursor.malformed("a string has a control character; it is written as an escape")
            default: cursor.place += 1
            }
        }
        throw cursor.text.malformed(start, "the string that begins here has no end")
    }

    private mutating func escape() throws(ConfigurationError) {
        guard let kind = cursor.peek(1), "\"\\/bfnrtu".utf8.contains(kind) else {
            throw cursor.malformed("'\\' begins no escape that JSON has", hint: "write '\\\\' for the character itself")
        }
        if kind == UInt8(ascii: "u"), (2..<6).contains(where: { cursor.peek($0)?.hexadecimalValue == nil }) {
            throw cursor.malformed("'\\u' needs four hexadecimal digits")
        }
        cursor.place += kind == UInt8(ascii: "u") ? 6 : 2
    }

    private mutating func number() throws(ConfigurationError) {
        let start = cursor.place
        cursor.skip { $0.isDigit || "+-.eE".utf8.contains($0) }
        guard JSONText.isNumber(cursor.text.utf8[start..<cursor.place]) else {
            throw cursor.text.malformed(start, "this is no number of JSON")
        }
    }

    private mutating func skipBlanks() throws(ConfigurationError) {
        while let byte = cursor.peek() {
            if byte.isBlank || byte.isLineBreak {
                cursor.place += 1
            } else if cursor.sees("//") {
                cursor.skip { !$0.isLineBreak }
            } else if cursor.sees("/*") {
                let start = cursor.place
                cursor.place += 2
                guard cursor.skip(behind: "*/") != nil else {
                    throw cursor.text.malformed(start, "the comment that begins here has no end")
                }
            } else {
                return
            }
        }
    }
}

/// Finds the values of a YAML file (https://yaml.org/spec/1.2.2). Keys are single texts; a file that has others is not
/// read. Aliases are not followed, so that a small file stays small.
struct YAMLScanner {
    var cursor: ByteCursor
    var tree = ValueTree<YAMLScalar>()
    /// The outermost value of each document.
    private(set) var documents: [Int] = []
    /// What the anchors of the document name so far.
    var anchors: [String: Int] = [:]

    init(_ text: SourceText) { cursor = ByteCursor(text) }

    var text: SourceText { cursor.text }

    /// Looks the whole file through.
    mutating func scan() throws(ConfigurationError) {
        while true {
            try skipToToken()
            if cursor.isAtEnd { return }
            anchors = [:]
            while cursor.sees("%"), column == 0 {
                cursor.skip { !$0.isLineBreak }
                try skipToToken()
            }
            if isAtMarker("...") {
                cursor.place += 3
                continue
            }
            try document()
        }
    }

    private mutating func document() throws(ConfigurationError) {
        let root = tree.add("", at: cursor.place, to: nil)
        documents.append(root)
        var mayBegin = true
        if isAtMarker("---") {
            let line = cursor.place
            cursor.place += 3
            let end = cursor.place
            try skipToToken()
            mayBegin = text.utf8[line..<cursor.place].contains(where: \.isLineBreak)
            if isAtEndOfBlock {
                empty(root, at: end, nil)
                return
            }
        }
        try block(root, in: -1, mayBegin: mayBegin, isItem: true, depth: 0)
        try skipToToken()
        guard isAtEndOfBlock else { throw misplaced() }
        if isAtMarker("...") { cursor.place += 3 }
    }

    /// A value in a block that is indented by `parent`.
    /// - Parameters:
    ///   - mayBegin: whether a list or a mapping may begin in this line.
    ///   - isItem: whether it is an item of a list, whose own items have to be indented further.
    mutating func block(
        _ node: Int, in parent: Int, mayBegin: Bool, isItem: Bool, depth: Int
    ) throws(ConfigurationError) {
        try checkDepth(depth)
        let (start, column) = (cursor.place, self.column)
        let properties = try properties(of: node)
        if properties.end > start, isAtEndOfLine {
            try skipToToken()
            guard !isAtEndOfBlock, self.column > parent || self.column == parent && !isItem && isAtDash else {
                empty(node, at: properties.end, properties.tag)
                return
            }
            return try block(node, in: parent, mayBegin: true, isItem: isItem, depth: depth + 1)
        }
        let isFirst = mayBegin
        switch cursor.peek() {
        case UInt8(ascii: "-") where isAtDash:
            guard isFirst, properties.end == start else { throw cursor.malformed("a list cannot begin here") }
            try list(node, column, depth)
        case UInt8(ascii: "?") where isBlankOrEnd(1):
            throw cursor.malformed("keys with '?' are not read", hint: "write the key as a single text")
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            try flow(node, depth: depth)
            try checkNoKey("a list or mapping")
        case UInt8(ascii: "|"), UInt8(ascii: ">"): try blockScalar(node, in: parent, properties.tag)
        case UInt8(ascii: "*"):
            try alias(node, isInFlow: false)
            try checkNoKey("an alias")
        default:
            if isFirst, try isAtKey() {
                cursor.place = start
                return try mapping(node, column, depth)
            }
            try scalar(node, in: parent, properties.tag)
            try endLine()
        }
    }

    private mutating func mapping(_ node: Int, _ column: Int, _ depth: Int) throws(ConfigurationError) {
        let start = cursor.place
        var end = start
        repeat {
            let place = cursor.place
            _ = try properties(of: nil)
            guard try isAtKey() else {
                throw cursor.malformed(
                    cursor.sees(":") ? "a key is missing before ':'" : "a key with ':' behind it is missing here")
            }
            let child = tree.add(try key(), at: place, to: node)
            skipBlanks()
            cursor.place += 1
            try value(child, column, depth)
            end = tree.nodes[child].range.upperBound
            try skipToToken()
            if isAtEndOfBlock || self.column < column { break }
            if self.column > column { throw misplaced() }
        } while true
        tree.finish(node, .mapping, start..<end)
    }

    private mutating func value(_ node: Int, _ column: Int, _ depth: Int) throws(ConfigurationError) {
        let start = cursor.place
        skipBlanks()
        guard isAtEndOfLine else {
            return try block(node, in: column, mayBegin: false, isItem: false, depth: depth + 1)
        }
        try skipToToken()
        if isAtEndOfBlock || self.column < column || self.column == column && !isAtDash {
            empty(node, at: start, nil)
        } else {
            try block(node, in: column, mayBegin: true, isItem: false, depth: depth + 1)
        }
    }

    private mutating func list(_ node: Int, _ column: Int, _ depth: Int) throws(ConfigurationError) {
        let start = cursor.place
        var (count, end) = (0, start)
        repeat {
            let child = tree.add(String(count), at: cursor.place, to: node)
            count += 1
            cursor.place += 1
            let place = cursor.place
            skipBlanks()
            if isAtEndOfLine { try skipToToken() }
            if isAtEndOfBlock || self.column <= column {
                empty(child, at: place, nil)
            } else {
                try block(child, in: column, mayBegin: true, isItem: true, depth: depth + 1)
            }
            end = tree.nodes[child].range.upperBound
            try skipToToken()
            if isAtEndOfBlock || self.column < column || self.column == column && !isAtDash { break }
            if self.column > column { throw misplaced() }
        } while true
        tree.finish(node, .list, start..<end)
    }

    func checkDepth(_ depth: Int) throws(ConfigurationError) {
        guard depth < ByteCursor.deepest else {
            throw ConfigurationError(
                .tooLarge, at: text.position(of: cursor.place),
                "values are in each other more than \(ByteCursor.deepest) deep")
        }
    }

    private func misplaced() -> ConfigurationError {
        cursor.malformed("\(cursor.shown) is indented differently from what it would belong to")
    }

    private mutating func checkNoKey(_ what: String) throws(ConfigurationError) {
        skipBlanks()
        if cursor.sees(":"), isBlankOrEnd(1) {
            throw cursor.malformed("\(what) as a key is not read", hint: "write the key as a single text")
        }
        try endLine()
    }
}

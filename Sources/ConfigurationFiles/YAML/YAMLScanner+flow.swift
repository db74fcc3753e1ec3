extension YAMLScanner {
    /// A list or a mapping in brackets.
    mutating func flow(_ node: Int, depth: Int) throws(ConfigurationError) {
        try checkDepth(depth)
        let start = cursor.place
        if cursor.take("{") {
            try flowMembers(node, start, depth)
            tree.finish(node, .mapping, start..<cursor.place)
        } else {
            cursor.place += 1
            try flowItems(node, start, depth)
            tree.finish(node, .list, start..<cursor.place)
        }
    }

    private mutating func flowMembers(_ node: Int, _ start: Int, _ depth: Int) throws(ConfigurationError) {
        while true {
            try skipToToken(isInFlow: true)
            if cursor.take("}") { return }
            let place = cursor.place
            _ = try properties(of: nil)
            try checkKey(start)
            let child = tree.add(try key(isInFlow: true), at: place, to: node)
            guard cursor.place > place else { throw cursor.malformed("a key is missing before \(cursor.shown)") }
            let end = cursor.place
            try skipToToken(isInFlow: true)
            if cursor.take(":") {
                try flowValue(child, at: cursor.place, depth)
            } else {
                tree.finish(child, .opaque("a key without ':'"), end..<end)
            }
            if try !takeComma("}", start) { return }
        }
    }

    private mutating func flowItems(_ node: Int, _ start: Int, _ depth: Int) throws(ConfigurationError) {
        var count = 0
        while true {
            try skipToToken(isInFlow: true)
            if cursor.take("]") { return }
            let place = cursor.place
            let child = tree.add(String(count), at: place, to: node)
            count += 1
            if cursor.sees("?"), isBlankOrEnd(1) { try checkKey(start) }
            try flowValue(child, at: place, depth)
            guard cursor.place > place else { throw cursor.malformed("a value is missing before \(cursor.shown)") }
            try skipToToken(isInFlow: true)
            if cursor.take(":") {
                // A mapping of one key without brackets.
                let value = tree.add("", at: cursor.place, to: nil)
                try flowValue(value, at: cursor.place, depth)
                tree.finish(child, .opaque("a mapping of one key without brackets"), place..<cursor.place)
            }
            if try !takeComma("]", start) { return }
        }
    }

    private mutating func flowValue(_ node: Int, at start: Int, _ depth: Int) throws(ConfigurationError) {
        try skipToToken(isInFlow: true)
        let properties = try properties(of: node)
        let end = properties.tag == nil && properties.end == cursor.place ? start : properties.end
        try skipToToken(isInFlow: true)
        switch cursor.peek() {
        case UInt8(ascii: "["), UInt8(ascii: "{"): try flow(node, depth: depth + 1)
        case UInt8(ascii: "*"): try alias(node, isInFlow: true)
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
            empty(node, at: end, properties.tag, isInFlow: true)
        default: try scalar(node, in: -1, properties.tag, isInFlow: true)
        }
    }

    private func checkKey(_ start: Int) throws(ConfigurationError) {
        guard let byte = cursor.peek() else { throw endless(start) }
        if "[{*".utf8.contains(byte) || byte == UInt8(ascii: "?") && isBlankOrEnd(1) {
            throw cursor.malformed("a key that is no single text is not read")
        }
    }

    /// Goes on behind a comma.
    /// - Returns: `false` behind the bracket at the end.
    private mutating func takeComma(_ close: StaticString, _ start: Int) throws(ConfigurationError) -> Bool {
        try skipToToken(isInFlow: true)
        if cursor.take(",") { return true }
        if cursor.take(close) { return false }
        if cursor.isAtEnd { throw endless(start) }
        throw cursor.malformed("',' or '\(close)' is missing before \(cursor.shown)")
    }

    private func endless(_ start: Int) -> ConfigurationError {
        text.malformed(start, "the bracket that is opened here is not closed")
    }
}

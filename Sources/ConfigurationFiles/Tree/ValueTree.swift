/// The values of a file that nest, and where they stand.
struct ValueTree<Scalar: Sendable>: Sendable {
    /// What is there.
    enum Content: Sendable {
        case scalar(Scalar)
        /// Values by names, between its offsets.
        case mapping
        /// Values in an order, by numbers from 0.
        case list
        /// Something that keys do not lead into; says what.
        case opaque(String)
    }

    /// One value.
    struct Node: Sendable {
        /// The name, or the number in a list.
        let key: String
        /// Where the key stands, or the value where it has none.
        let offset: Int
        var content: Content
        /// The bytes of the value.
        var range: Range<Int>
        var children: [Int] = []
    }

    private(set) var nodes: [Node] = []

    /// Adds a value, whose content and end are not known yet.
    mutating func add(_ key: String, at offset: Int, to parent: Int?) -> Int {
        nodes.append(Node(key: key, offset: offset, content: .opaque("nothing"), range: offset..<offset))
        if let parent { nodes[parent].children.append(nodes.count - 1) }
        return nodes.count - 1
    }

    /// Says what a value is.
    mutating func finish(_ node: Int, _ content: Content, _ range: Range<Int>) {
        nodes[node].content = content
        nodes[node].range = range
    }

    /// The keys of all scalars.
    func keys(under root: Int) -> [String] {
        var keys: [String] = []
        func add(_ node: Int, _ prefix: String) {
            for child in nodes[node].children {
                let key = prefix + nodes[child].key
                if case .scalar = nodes[child].content { keys.append(key) }
                // Keys are for suggestions: beyond this many, or this long, nobody reads them.
                if keys.count < 20_000, key.utf8.count < 500 { add(child, key + ":") }
            }
        }
        add(root, "")
        return keys
    }
}

extension ValueTree {
    /// How far a key leads.
    enum Lead {
        /// To a value.
        case value(Int)
        /// To this one, which has no value of this name.
        case end(Int, missing: [String])
    }

    /// Follows a key: names joined by `:`. A name may itself hold one.
    /// - Throws: `ConfigurationError` where a name is there twice.
    func find(_ key: String, under root: Int, in text: SourceText) throws(ConfigurationError) -> Lead {
        var deepest = (node: root, rest: key)
        let found = try follow(key, from: root, in: text, &deepest)
        if found.count > 1 { throw twice(key, found[0], found[1], text) }
        if let node = found.first { return .value(node) }
        return .end(deepest.node, missing: deepest.rest.split(separator: ":").map(String.init))
    }

    private func follow(
        _ key: String, from node: Int, in text: SourceText, _ deepest: inout (node: Int, rest: String)
    ) throws(ConfigurationError) -> [Int] {
        var found: [Int] = []
        var named: [String: Int] = [:]
        for child in nodes[node].children {
            let name = nodes[child].key
            guard key == name || key.hasPrefix(name + ":") else { continue }
            if let other = named.updateValue(child, forKey: name) { throw twice(key, other, child, text) }
            if key == name {
                found.append(child)
            } else {
                let rest = String(key.dropFirst(name.count + 1))
                if rest.utf8.count < deepest.rest.utf8.count { deepest = (child, rest) }
                found += try follow(rest, from: child, in: text, &deepest)
            }
        }
        return found
    }

    private func twice(_ key: String, _ first: Int, _ second: Int, _ text: SourceText) -> ConfigurationError {
        let places = [first, second].map { text.position(of: nodes[$0].offset) }
        let name = nodes[second].key
        return ConfigurationError(
            .duplicateKey, at: places[1], key: key,
            "'\(name)' is there twice, in line \(places[0].line) and in line \(places[1].line)",
            hint: "readers take one or the other; remove one of the two")
    }
}

extension XMLSyntax {
    /// The keys in their short forms where they have one, else as paths.
    var keys: [String] {
        var keys: [String] = []
        func add(_ node: Int, _ path: String, _ section: String) {
            guard keys.count < 20_000, path.utf8.count < 500 else { return }
            let element = elements[node]
            let path = "\(path)/\(element.name)"
            if let short = short(element, in: section) {
                keys.append(short)
            } else {
                keys += element.attributes.map { "\(path)/@\($0.name)" }
                if element.children.isEmpty { keys.append(path) }
            }
            let inner = Self.grouped.contains(section) ? "\(section):\(element.name)" : element.name
            for child in element.children { add(child, path, inner) }
        }
        add(0, "", "")
        return keys
    }

    private static let grouped: Set = ["applicationSettings", "userSettings"]

    private func short(_ element: XMLElement, in section: String) -> String? {
        let parts = section.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, element.name) {
        case ("appSettings", "add"): return element.attribute("key").map { "appSettings:\(decoded($0))" }
        case ("connectionStrings", "add"): return element.attribute("name").map { "connectionStrings:\(decoded($0))" }
        case (let group?, "setting") where parts.count == 2 && Self.grouped.contains(group):
            return element.attribute("name").map { "\(section):\(decoded($0))" }
        default: return nil
        }
    }
}

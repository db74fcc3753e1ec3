/// What a key of an XML file leads to: `/configuration/system.web/compilation/@debug`, or one of the short forms of
/// .NET's files.
struct XMLPath: Hashable, Sendable {
    /// One step downwards.
    struct Step: Hashable, Sendable {
        let name: String
        /// The attributes that the element must have.
        var attributes: [Attribute] = []
        /// Which of several it is, from 1.
        var number: Int?
        /// What the element gets besides where it is made anew.
        var further: [Attribute] = []
    }

    /// An attribute with its value.
    struct Attribute: Hashable, Sendable {
        let name: String
        let value: String
    }

    var steps: [Step]
    /// The attribute at the end; `nil` for the text of the element.
    var attribute: String?

    /// - Throws: `ConfigurationError` where the key is none of these.
    init(_ key: String) throws(ConfigurationError) {
        if let short = Self.short(key) {
            self = short
            return
        }
        guard key.hasPrefix("/") else { throw Self.fault(key, "it begins with neither '/' nor one of the short forms") }
        steps = []
        var rest = key[...]
        while rest.first == "/" {
            rest.removeFirst()
            if rest.first == "@" {
                attribute = String(rest.dropFirst())
                guard Self.isName(rest.dropFirst()), !steps.isEmpty else {
                    throw Self.fault(key, "a name is missing after '@'")
                }
                return
            }
            steps.append(try Self.step(&rest, of: key))
        }
        guard rest.isEmpty else { throw Self.fault(key, "'\(rest)' is no step") }
    }

    private init(_ steps: [Step], attribute: String?) {
        self.steps = steps
        self.attribute = attribute
    }

    private static func short(_ key: String) -> XMLPath? {
        let parts = key.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, !key.hasPrefix("/") else { return nil }
        let section = Step(name: parts[0])
        switch parts[0] {
        case "appSettings":
            let item = Step(name: "add", attributes: [Attribute(name: "key", value: parts[1])])
            return XMLPath([section, item], attribute: "value")
        case "connectionStrings":
            let item = Step(name: "add", attributes: [Attribute(name: "name", value: parts[1])])
            return XMLPath([section, item], attribute: "connectionString")
        case "applicationSettings", "userSettings":
            guard let colon = parts[1].firstIndex(of: ":") else { return nil }
            let name = String(parts[1][parts[1].index(after: colon)...])
            let item = Step(
                name: "setting", attributes: [Attribute(name: "name", value: name)],
                further: [Attribute(name: "serializeAs", value: "String")])
            return XMLPath(
                [section, Step(name: String(parts[1][..<colon])), item, Step(name: "value")], attribute: nil)
        default: return nil
        }
    }

    /// Whether the first step may be the outermost element or lie in it.
    static func isShort(_ key: String) -> Bool { !key.hasPrefix("/") }

    private static func step(_ rest: inout Substring, of key: String) throws(ConfigurationError) -> Step {
        let name = rest.prefix { $0 != "/" && $0 != "[" }
        guard isName(name) else { throw fault(key, "'\(name)' is no name of an element") }
        var step = Step(name: String(name))
        rest = rest[name.endIndex...]
        while rest.first == "[" {
            rest.removeFirst()
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            if !digits.isEmpty, rest[digits.endIndex...].first == "]", let number = Int(digits), number > 0 {
                step.number = number
                rest = rest[digits.endIndex...].dropFirst()
                continue
            }
            guard rest.popFirst() == "@", let sign = rest.firstIndex(of: "="), isName(rest[..<sign]),
                let quote = rest[sign...].dropFirst().first, quote == "'" || quote == "\"",
                let end = rest[sign...].dropFirst(2).firstIndex(of: quote),
                rest[end...].dropFirst().first == "]"
            else { throw fault(key, "what stands in '[…]' is neither a number nor @name='value'") }
            let start = rest.index(sign, offsetBy: 2)
            step.attributes.append(Attribute(name: String(rest[..<sign]), value: String(rest[start..<end])))
            rest = rest[end...].dropFirst(2)
        }
        return step
    }

    private static func isName(_ name: Substring) -> Bool {
        guard let first = name.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "_.-:".unicodeScalars.contains(scalar)
        }
    }

    private static func fault(_ key: String, _ what: String) -> ConfigurationError {
        ConfigurationError(
            .invalidKey, key: key, "'\(key)' is no key of an XML file: \(what)",
            hint: "write appSettings:NAME, connectionStrings:NAME, applicationSettings:SECTION:NAME, or a path such as "
                + "/configuration/system.web/compilation/@debug")
    }
}

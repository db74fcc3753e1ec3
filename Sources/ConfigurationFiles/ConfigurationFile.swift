/// A configuration file whose values are changed in their place: layout, comments, order and encoding stay.
///
/// It is a function of bytes, and knows nothing of where they come from and go to.
public struct ConfigurationFile: Sendable {
    /// How many bytes of a file are read.
    public static let largestSize = SourceText.largestSize

    /// The bytes as they are.
    public let bytes: [UInt8]
    /// What they are.
    public let format: ConfigurationFormat

    /// Takes a file.
    /// - Throws: `ConfigurationError` with line and column where it is malformed.
    public init(_ bytes: [UInt8], format: ConfigurationFormat) throws(ConfigurationError) {
        self.bytes = bytes
        self.format = format
        _ = try keys
    }

    /// The keys that lead to a value.
    public var keys: [String] {
        get throws(ConfigurationError) { try open(KeyList()) }
    }

    /// The value of a key as text; `nil` where there is none.
    /// - Throws: `ConfigurationError`, where the key is there twice or leads to no single value.
    public func value(of key: String) throws(ConfigurationError) -> String? { try open(ValueReading(key: key)) }

    /// Sets values.
    /// - Parameters:
    ///   - values: by key. Nested keys are joined by `:`, as in `ConnectionStrings:Shop`.
    ///   - isCreating: whether keys that are not there are added.
    /// - Returns: the file with the values, and what became of each key, in the order of the keys.
    /// - Throws: `ConfigurationError`.
    public func setting(
        _ values: [String: ConfigurationValue], creating isCreating: Bool = false
    ) throws(ConfigurationError) -> (file: ConfigurationFile, changes: [ConfigurationChange]) {
        let (bytes, changes) = try open(ValueSetting(values: values, isCreating: isCreating))
        return (try ConfigurationFile(bytes, format: format), changes)
    }

    private func open<Task: SyntaxTask>(_ task: Task) throws(ConfigurationError) -> Task.Result {
        switch format {
        case .json: try task.run(bytes, format, JSONSyntax.self)
        case .xml: try task.run(bytes, format, XMLSyntax.self)
        case .yaml: try task.run(bytes, format, YAMLSyntax.self)
        case .properties: try task.run(bytes, format, PropertiesSyntax.self)
        case .ini: try task.run(bytes, format, INISyntax.self)
        case .env: try task.run(bytes, format, DotenvSyntax.self)
        }
    }
}

/// Something that is done with a file whatever its format is.
private protocol SyntaxTask {
    associatedtype Result

    func run<Syntax: ConfigurationSyntax>(
        _ bytes: [UInt8], _ format: ConfigurationFormat, _ syntax: Syntax.Type
    ) throws(ConfigurationError) -> Result
}

private struct KeyList: SyntaxTask {
    func run<Syntax: ConfigurationSyntax>(
        _ bytes: [UInt8], _ format: ConfigurationFormat, _ syntax: Syntax.Type
    ) throws(ConfigurationError) -> [String] {
        try Syntax(SourceText(bytes, format: format)).keys
    }
}

private struct ValueReading: SyntaxTask {
    let key: String

    func run<Syntax: ConfigurationSyntax>(
        _ bytes: [UInt8], _ format: ConfigurationFormat, _ syntax: Syntax.Type
    ) throws(ConfigurationError) -> String? {
        let syntax = try Syntax(SourceText(bytes, format: format))
        return try syntax.find(key).flatMap { syntax.read($0) }
    }
}

private struct ValueSetting: SyntaxTask {
    let values: [String: ConfigurationValue]
    let isCreating: Bool

    func run<Syntax: ConfigurationSyntax>(
        _ bytes: [UInt8], _ format: ConfigurationFormat, _ syntax: Syntax.Type
    ) throws(ConfigurationError) -> (bytes: [UInt8], changes: [ConfigurationChange]) {
        let text = try SourceText(bytes, format: format)
        let present = try Syntax(text)
        var kinds: [String: ConfigurationChange.Kind] = [:]
        var edits: [TextEdit] = []
        for (key, value) in ordered {
            guard let place = try present.find(key) else {
                guard isCreating else { throw missing(key, among: present.keys) }
                kinds[key] = .created
                continue
            }
            if present.holds(value, at: place) {
                kinds[key] = .unchanged
            } else {
                kinds[key] = .replaced
                edits += try about(key) { () throws(ConfigurationError) in try present.replacing(place, by: value) }
            }
        }
        var result = edits.isEmpty ? bytes : try text.applying(edits)
        // One after the other: what one adds, the next one may stand in.
        for (key, value) in ordered where kinds[key] == .created {
            let text = try SourceText(result, format: format)
            let syntax = try Syntax(text)
            let additions = try about(key) { () throws(ConfigurationError) in try syntax.creating(key, value) }
            result = try text.applying(additions)
        }
        return (result, try verified(result, format, kinds, syntax))
    }

    private var ordered: [(key: String, value: ConfigurationValue)] { values.sorted { $0.key < $1.key } }

    /// Reads back what was written: a file that would not say the same is never given out.
    private func verified<Syntax: ConfigurationSyntax>(
        _ bytes: [UInt8], _ format: ConfigurationFormat, _ kinds: [String: ConfigurationChange.Kind],
        _ syntax: Syntax.Type
    ) throws(ConfigurationError) -> [ConfigurationChange] {
        let text = try SourceText(bytes, format: format)
        let syntax = try Syntax(text)
        var changes: [ConfigurationChange] = []
        for (key, value) in ordered {
            guard let place = try syntax.find(key), syntax.holds(value, at: place) else {
                throw ConfigurationError(.unwritable, key: key, "this value of '\(key)' cannot be written here")
            }
            let line = text.position(of: syntax.offset(of: place)).line
            changes.append(ConfigurationChange(key: key, kind: kinds[key] ?? .unchanged, line: line))
        }
        return changes
    }

    /// Names the key in an error that does not.
    private func about<Result>(
        _ key: String, _ body: () throws(ConfigurationError) -> Result
    ) throws(ConfigurationError) -> Result {
        do throws(ConfigurationError) {
            return try body()
        } catch {
            guard error.key == nil else { throw error }
            throw ConfigurationError(
                error.kind, at: error.position, key: key, "'\(key)': \(error.message)", hint: error.hint)
        }
    }

    private func missing(_ key: String, among keys: [String]) -> ConfigurationError {
        let near = NearKeys.of(key, among: keys).map { "'\($0)'" }
        return ConfigurationError(
            .missingKey, key: key, "there is no key '\(key)'",
            hint: near.isEmpty
                ? "create = true adds it"
                : "did you mean \(near.joined(separator: " or "))? create = true adds a new key")
    }
}

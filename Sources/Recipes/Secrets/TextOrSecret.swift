import LuaValues
import TextSafety

/// What a secret handle stands for.
public indirect enum SecretReference: Hashable, Sendable {
    /// A secret by its name.
    case named(String)
    /// Texts and secrets joined to one: pieces of text, and between them what is put there.
    case joined(pieces: [String], parts: [TextOrSecret])

    /// The value.
    /// - Throws: `StepError` with code `secret.missing`.
    public func open(with secrets: SecretStore) throws -> String {
        switch self {
        case .named(let name): return try secrets.open(name)
        case .joined(let pieces, let parts):
            var value = pieces.first ?? ""
            for (part, piece) in zip(parts, pieces.dropFirst()) { value += try part.open(with: secrets) + piece }
            secrets.learn(value)
            return value
        }
    }

    /// Reads a handle; `nil` where it is none of a secret.
    init?(_ handle: LuaHandle) {
        guard handle.kind == "secret" else { return nil }
        if handle["pieces"] == .nil, let name = handle["name"].string {
            self = .named(name)
            return
        }
        guard let pieces = handle["pieces"].table?.items.compactMap(\.string),
            let parts = handle["parts"].table?.items.compactMap({ TextOrSecret($0) }), pieces.count == parts.count + 1
        else { return nil }
        self = .joined(pieces: pieces, parts: parts)
    }
}

/// Text that may be a secret.
public enum TextOrSecret: Hashable, Sendable {
    /// Plain text.
    case text(String)
    /// Bytes that are no text.
    case bytes([UInt8])
    /// A secret.
    case secret(SecretReference)

    /// Whether it is secret.
    public var isSecret: Bool { if case .secret = self { true } else { false } }

    /// The text, a secret opened.
    /// - Throws: `StepError` where it is no text, or the secret has no value.
    public func open(with secrets: SecretStore) throws -> String {
        switch self {
        case .text(let text): text
        case .bytes(let bytes):
            throw StepError(code: "invalid_option", "this has to be UTF-8 text: \(SafeText.decoded(bytes))")
        case .secret(let reference): try reference.open(with: secrets)
        }
    }

    /// The bytes, a secret opened.
    public func bytes(with secrets: SecretStore) throws -> [UInt8] {
        if case .bytes(let bytes) = self { bytes } else { Array(try open(with: secrets).utf8) }
    }

    init?(_ value: LuaValue) {
        switch value {
        case .string(let text): self = .text(text)
        case .bytes(let bytes): self = .bytes(bytes)
        case .integer(let number): self = .text(String(number))
        case .number(let number): self = .text(String(number))
        case .bool(let flag): self = .text(String(flag))
        case .handle(let handle):
            guard let reference = SecretReference(handle) else { return nil }
            self = .secret(reference)
        case .nil, .table: return nil
        }
    }
}

extension OptionType where Value == TextOrSecret {
    /// A string, or a secret that only the host opens.
    public static let textOrSecret = OptionType(
        textOrSecretDescription, annotation: "string|number|moondock.Secret"
    ) { value, path throws(OptionError) in
        guard let known = TextOrSecret(value) else {
            throw .mismatch(value, path, expected: textOrSecretDescription)
        }
        return known
    }
}

private let textOrSecretDescription = "a string, a number or a secret"

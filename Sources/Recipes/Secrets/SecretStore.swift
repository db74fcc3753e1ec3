import LuaRuntime
import Synchronization

/// Opens secrets at the last moment, and masks those that were opened wherever text leaves the process.
public final class SecretStore: Sendable {
    /// Gives a secret's value, or `nil` where there is none.
    public typealias Source = @Sendable (_ name: String) throws -> String?

    private let source: Source
    private let masker = Mutex(SecretMasker())

    /// Makes a store.
    /// - Parameter source: gives the value of a name.
    public init(source: @escaping Source) { self.source = source }

    /// The value of a secret.
    /// - Throws: `StepError` with code `secret.missing` when no source has it.
    public func open(_ name: String) throws -> String {
        guard let value = try source(name) else {
            throw StepError(
                code: "secret.missing", "secret '\(name)' has no value",
                hint: "set MOONDOCK_SECRET_\(name) or pass --secret-file \(name)=PATH")
        }
        masker.withLock { $0.learn(value) }
        return value
    }

    /// The text with the values of opened secrets replaced.
    public func mask(_ text: String) -> String { masker.withLock { $0.mask(text) } }
}

extension OptionType where Value == TextOrSecret {
    /// A string, or a secret that only the host opens.
    public static let textOrSecret = OptionType(
        textOrSecretNoun, annotation: "string|number|moondock.Secret"
    ) { value, place throws(OptionError) in
        switch value {
        case .string(let text): return .text(text)
        case .integer(let number): return .text(String(number))
        case .number(let number): return .text(String(number))
        case .bool(let flag): return .text(String(flag))
        case .handle(let handle) where handle.kind == "secret":
            guard let name = handle["name"].string else { throw .mismatch(value, place, expected: textOrSecretNoun) }
            return .secret(name)
        default: throw .mismatch(value, place, expected: textOrSecretNoun)
        }
    }
}

private let textOrSecretNoun = "a string, a number or a secret"

/// Text that may be a secret.
public enum TextOrSecret: Hashable, Sendable {
    /// Plain text.
    case text(String)
    /// The name of a secret.
    case secret(String)

    /// The text, a secret opened.
    public func open(with secrets: SecretStore) throws -> String {
        switch self {
        case .text(let text): text
        case .secret(let name): try secrets.open(name)
        }
    }
}

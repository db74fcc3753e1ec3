import ConfigurationFiles
import LuaValues
import Recipes

/// A value that a recipe puts into a file: as it is, or a secret.
enum SettingValue: Hashable, Sendable {
    case plain(ConfigurationValue)
    case secret(TextOrSecret)

    var isSecret: Bool { if case .secret = self { true } else { false } }

    /// The value, a secret opened.
    func open(with secrets: SecretStore) throws -> ConfigurationValue {
        switch self {
        case .plain(let value): value
        case .secret(let text): .text(try text.open(with: secrets))
        }
    }
}

extension OptionType where Value == SettingValue {
    /// A value for a file.
    static let setting = OptionType(settingDescription, annotation: "string|number|boolean|moondock.Secret") {
        value, path throws(OptionError) in
        switch value {
        case .string(let text): return .plain(.text(text))
        case .bool(let flag): return .plain(.boolean(flag))
        case .integer(let number): return .plain(.number(String(number)))
        case .number(let number) where number.isFinite: return .plain(.number("\(number)"))
        case .handle:
            let secret = try OptionType<TextOrSecret>.textOrSecret.parse(value, path)
            return .secret(secret)
        default: throw .mismatch(value, path, expected: settingDescription)
        }
    }
}

private let settingDescription = "a string, a number, true or false, or a secret"

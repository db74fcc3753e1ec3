import DockerEngine
import LuaValues
import Recipes

extension OptionType where Value == String {
    /// A container's name: letters, digits, `_`, `.` and `-`, as the engine takes it.
    static let containerName = OptionType.name.map { text, path throws(OptionError) in
        let isValid = text.utf8.enumerated().allSatisfy { index, byte in
            switch byte {
            case 48...57, 65...90, 97...122: true
            case 45, 46, 95: index > 0
            default: false
            }
        }
        guard isValid, text.utf8.count > 1 else {
            throw OptionError(
                "'\(path)' is no container name: \"\(text)\"", option: path.lastKey,
                hint:
                    "names have two characters or more: letters, digits, '_', '.' and '-'; the first is a letter or digit"
            )
        }
        return text
    }
}

extension OptionPath {
    /// The last key of the place.
    var lastKey: String { String(description.split(separator: ".").last?.prefix { $0 != "[" } ?? "") }
}

extension OptionType where Value == RestartPolicy {
    private static var typeDescription: String {
        "one of \"no\", \"always\", \"unless-stopped\", \"on-failure\", \"on-failure:5\""
    }

    /// A restart policy by docker's names.
    static let restartPolicy = OptionType(typeDescription, annotation: "string") { value, path throws(OptionError) in
        switch value.string {
        case "no"?: return .never
        case "always"?: return .always
        case "unless-stopped"?: return .unlessStopped
        case "on-failure"?: return .onFailure(limit: nil)
        case let text?:
            if let match = text.wholeMatch(of: /on-failure:([0-9]+)/), let limit = Int(match.1) {
                return .onFailure(limit: limit)
            }
            let nearest = Suggestion.nearest(to: text, among: ["no", "always", "unless-stopped", "on-failure"])
            throw OptionError(
                "'\(path)' must be \(typeDescription), not \(value)", option: path.lastKey,
                hint: nearest.map { "did you mean \"\($0)\"?" })
        case nil: throw .mismatch(value, path, expected: typeDescription)
        }
    }
}

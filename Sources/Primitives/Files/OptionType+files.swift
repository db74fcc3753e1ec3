import LuaValues
import Recipes

extension OptionType where Value == String {
    /// Permissions of a file, as `chmod` takes them.
    static let fileMode = OptionType("permissions like \"640\"", annotation: "string") {
        value, path throws(OptionError) in
        guard let text = value.string, (3...4).contains(text.utf8.count), text.allSatisfy({ ("0"..."7").contains($0) })
        else {
            throw .mismatch(value, path, expected: "permissions like \"640\"")
        }
        return text
    }

    /// Whom a file belongs to.
    static let fileOwner = OptionType("a user, or user:group", annotation: "string") {
        value, path throws(OptionError) in
        guard let text = value.string, !text.isEmpty, !text.hasPrefix("-"),
            text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-:$".contains($0)) })
        else { throw .mismatch(value, path, expected: "a user, or user:group, like \"www-data:www-data\"") }
        return text
    }
}

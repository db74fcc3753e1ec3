import LuaValues
import RecipeLibraries
import Recipes

/// An http or https address. What follows the host goes out as it is written.
struct WebAddress: Hashable, Sendable {
    let origin: HTTPOrigin
    /// Path and query, as the request line has them: what no address may hold is escaped, what is escaped stays so.
    let target: String

    /// - Throws: `StepError` with code `invalid_option`.
    init(_ text: String) throws(StepError) {
        guard Self.authority(of: text).contains("@") == false else {
            throw StepError(
                code: "invalid_option", "http_request: an address must not hold a password",
                hint: "send it as a header: headers = { Authorization = secret(\"name\") }",
                fields: ["option": "url"])
        }
        guard let origin = HTTPOrigin(text), let scheme = text.firstRange(of: "://"),
            !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
        else {
            throw StepError(
                code: "invalid_option", "http_request: '\(Self.shown(text))' is no http:// or https:// address",
                hint: Self.authority(of: text).utf8.allSatisfy { $0 < 128 }
                    ? nil : "write the host's name with ASCII letters: xn--…",
                fields: ["option": "url"])
        }
        let rest = text[scheme.upperBound...].drop { !"/?#\\".contains($0) }
        self.init(origin, target: String(rest))
    }

    init(_ origin: HTTPOrigin, target: String) {
        self.origin = origin
        let plain = target.utf8.prefix { $0 != UInt8(ascii: "#") }
        let escaped = plain.reduce(into: "") { text, byte in
            if byte <= 0x20 || byte >= 0x7F || "\"<>\\^`{|}".utf8.contains(byte) {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            } else {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        self.target = escaped.hasPrefix("/") ? escaped : "/" + escaped
    }

    /// The whole address.
    var text: String { origin.description + target }

    /// The host without brackets.
    var host: String { String(origin.host.drop { $0 == "[" }.prefix { $0 != "]" }) }

    /// Host and port as the header `Host` has them.
    var authority: String { String(origin.description.drop { $0 != "/" }.dropFirst(2)) }

    /// The address without query and fragment, which may hold secrets.
    var shown: String { Self.shown(text) }

    /// An address without query, fragment and password.
    static func shown(_ text: String) -> String {
        let path = text.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = path.firstRange(of: "://") else { return String(path) }
        let rest = path[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(path) }
        return String(path[..<scheme.upperBound]) + rest[rest.index(after: at)...]
    }

    private static func authority(of text: String) -> Substring {
        guard let scheme = text.firstRange(of: "://") else { return "" }
        return text[scheme.upperBound...].prefix { !"/?#\\".contains($0) }
    }
}

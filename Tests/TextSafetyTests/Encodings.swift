import Foundation

/// The ways in which programs write a text down, made here without the masker's help.
enum Encodings {
    typealias Encoding = @Sendable (_ secret: [UInt8]) -> [UInt8]

    /// How many bytes of a text an encoding makes of what stands around the value, those at its edges that depend on both
    /// among them.
    static func surroundings(_ name: String) -> Int {
        switch name {
        case "base64, 76 a line": 134
        case "base64, 64 a line": 68
        case _ where name.contains("base64"): 16
        default: 4
        }
    }

    static let all: [(name: String, encode: Encoding)] = [
        ("as it is", { $0 }),
        ("percent", { percent($0, keeping: "-._~") }),
        ("percent, lower case", { percent($0, keeping: "-._~", digits: lower) }),
        ("percent, every byte", { percent($0, keeping: "", all: true) }),
        ("percent, path", { percent($0, keeping: "-._~/:@!$&'()*+,;=") }),
        ("form", { percent($0, keeping: "*-._ ").map { $0 == 0x20 ? 0x2b : $0 } }),
        ("percent twice", { percent(percent($0, keeping: "-._~"), keeping: "-._~") }),
        ("JSON", { json($0) }),
        ("JSON, slashes escaped", { json($0, slash: true) }),
        ("JSON, ASCII only", { json($0, ascii: true) }),
        ("JSON in JSON", { json(json($0, ascii: true)) }),
        ("JSON in JSON in a URL", { percent(json(json($0)), keeping: "-._~") }),
        ("base64", { base64($0, before: "", after: "") }),
        ("base64 of user:secret", { base64($0, before: "u:", after: "") }),
        ("base64 of app:secret", { base64($0, before: "app:", after: "!") }),
        ("base64 in base64url", { urlSafe(base64($0, before: "xx", after: "yy")) }),
        ("base64, 76 a line", { folded(base64($0, before: "xy", after: String(repeating: "z", count: 90)), 76, "\n") }),
        (
            "base64, 64 a line",
            { folded(base64(Array(repeating: 65, count: 40) + $0, before: "", after: ""), 64, "\r\n") }
        ),
        ("base64, folded and indented", { folded(base64($0, before: "", after: ""), 10, "\n      ") }),
        ("base64, folded in JSON", { json(folded(base64($0, before: "", after: ""), 8, "\n")) }),
        ("base64 in a URL", { percent(base64($0, before: "", after: ""), keeping: "-._~") }),
        ("hex", { hex($0, lower) }),
        ("HEX", { hex($0, upper) }),
        ("xxd -p", { folded(hex($0, lower), 60, "\n") }),
        ("shell, single quotes", { quoted($0, "'\\''") }),
        ("shell, shlex", { quoted($0, "'\"'\"'") }),
        ("shell, double quotes", { [34] + escaped($0, "\"\\$`") + [34] }),
        ("shell, backslashes", { escaped($0, " !\"#$&'()*;<>?[\\]^`{|}~,=%+") }),
        ("shell, $''", { Array("$'".utf8) + octal($0) + [39] }),
        ("SQL", { [39] + $0.flatMap { $0 == 39 ? [39, 39] : [$0] } + [39] }),
        ("CSV", { [34] + $0.flatMap { $0 == 34 ? [34, 34] : [$0] } + [34] }),
        ("HTML", { entities($0, ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"]) }),
        ("XML", { entities($0, ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&apos;"]) }),
        ("HTML, decimal", { entities($0, ["&": "&#38;", "<": "&#60;", ">": "&#62;", "\"": "&#34;", "'": "&#039;"]) }),
        (
            "HTML, hexadecimal",
            { entities($0, ["&": "&#x26;", "<": "&#x3C;", "\"": "&#x22;", "'": "&#x27;", "/": "&#x2F;"]) }
        ),
        (
            "coloured",
            { secret in
                secret.prefix(secret.count / 2) + Array("\u{1b}[01;31m\u{1b}[K".utf8)
                    + secret.dropFirst(secret.count / 2)
            }
        ),
        ("folded", { folded($0, 5, "\n") }),
    ]

    private static let lower = Array("0123456789abcdef".utf8)
    private static let upper = Array("0123456789ABCDEF".utf8)

    private static func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func percent(
        _ bytes: [UInt8], keeping kept: String, digits: [UInt8] = upper, all: Bool = false
    ) -> [UInt8] {
        bytes.flatMap { byte in
            !all && (isWord(byte) || kept.utf8.contains(byte))
                ? [byte] : [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    private static func json(_ bytes: [UInt8], slash: Bool = false, ascii: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"": result += Array("\\\"".utf8)
            case "\\": result += Array("\\\\".utf8)
            case "\n": result += Array("\\n".utf8)
            case "\r": result += Array("\\r".utf8)
            case "\t": result += Array("\\t".utf8)
            case "/" where slash: result += Array("\\/".utf8)
            case "<", ">",
                "&" where ascii:
                result += unicode(scalar)
            default: result += scalar.isASCII || !ascii ? Array(String(scalar).utf8) : unicode(scalar)
            }
        }
        return result
    }

    private static func unicode(_ scalar: Unicode.Scalar) -> [UInt8] {
        String(scalar).utf16.flatMap { unit -> [UInt8] in
            let digits = String(unit, radix: 16)
            return Array("\\u".utf8) + Array(String(repeating: "0", count: 4 - digits.count).utf8) + Array(digits.utf8)
        }
    }

    private static func base64(_ bytes: [UInt8], before: String, after: String) -> [UInt8] {
        Array((Data(before.utf8) + Data(bytes) + Data(after.utf8)).base64EncodedData())
    }

    private static func urlSafe(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { $0 == 43 ? 45 : $0 == 47 ? 95 : $0 }.filter { $0 != 61 }
    }

    private static func folded(_ bytes: [UInt8], _ width: Int, _ end: String) -> [UInt8] {
        bytes.enumerated().flatMap {
            $0.offset > 0 && $0.offset % width == 0 ? Array(end.utf8) + [$0.element] : [$0.element]
        }
    }

    private static func hex(_ bytes: [UInt8], _ digits: [UInt8]) -> [UInt8] {
        bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    private static func quoted(_ bytes: [UInt8], _ quote: String) -> [UInt8] {
        [39] + bytes.flatMap { $0 == 39 ? Array(quote.utf8) : [$0] } + [39]
    }

    private static func escaped(_ bytes: [UInt8], _ special: String) -> [UInt8] {
        bytes.flatMap { special.utf8.contains($0) ? [92, $0] : [$0] }
    }

    private static func octal(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            if byte == 39 || byte == 92 { return [92, byte] }
            guard byte < 32 || byte > 126 else { return [byte] }
            return [92] + [byte >> 6, byte >> 3 & 7, byte & 7].map { $0 + 48 }
        }
    }

    private static func entities(_ bytes: [UInt8], _ names: [String: String]) -> [UInt8] {
        bytes.flatMap { byte in names[String(UnicodeScalar(byte))].map { Array($0.utf8) } ?? [byte] }
    }
}

import Foundation

/// A secret that can be told wherever it turns up, in whatever usual writing.
struct Canary: Sendable {
    /// The name recipes know it by.
    let name: String
    let value: String
    /// What it is looked for as: how it is written, and the bytes.
    let forms: [(writing: String, bytes: Data)]

    /// Secrets of every shape that people have.
    static let all = [
        Canary("short", "q7ZkV9"),
        Canary("long", (1...400).map { "L\($0 * 7_919 % 9_973)x" }.joined()),
        Canary("lines", "first-3kQz9\nsecond-8mWx2\n"),
        Canary("returns", "head-5tRv1\r\ntail-6yUn4\r\n"),
        Canary("spaces", "  two  spaces 7hJb3 and\ta tab "),
        Canary("quotes", "q\"9wLp'x`2\\\"end\\"),
        Canary("percent", "100%25%s%n+%2F&a=4vCx8"),
        Canary("unicode", "пароль-✓-é-𝄞-2nMk7"),
        Canary("json", "{\"k8\":[\"v\\u0041\\n\",1e3]}6gTy5"),
        Canary("shell", "$(touch owned);&|<>*?~!{a,b}#3dFr6"),
        Canary("base", "c2VjcmV0LTdoSzk4d1Fw+/8=="),
        Canary(
            "key",
            """
            -----BEGIN PRIVATE KEY-----
            MIIEvQIBADANBgkqhkiG9w0BAQEF7xKq
            AASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
            -----END PRIVATE KEY-----

            """),
        Canary("markup", "<b>&amp;[a-z]+(x|y)\\d{2}^$</b>9sWe4"),
    ]

    /// The variables that give them to the program.
    static let variables = Dictionary(uniqueKeysWithValues: all.map { ("MOONDOCK_SECRET_\($0.name)", $0.value) })
    /// The same, without a value.
    static let withdrawn = variables.mapValues { _ in "" }
    /// Their names as a table of Lua.
    static let table = "{ " + all.map { "\"\($0.name)\"" }.joined(separator: ", ") + " }"

    private init(_ name: String, _ value: String) {
        (self.name, self.value) = (name, value)
        var texts = [("itself", value)]
        for line in value.split(whereSeparator: \.isNewline) where !line.hasPrefix("-----") && line.count < value.count
        {
            texts.append(("a line of it", String(line)))
        }
        texts += [
            ("JSON", Self.json(value)), ("JSON with slashes", Self.json(value).replacing("/", with: "\\/")),
            ("percent", Self.percent(value, " ", isUpper: true)), ("percent", Self.percent(value, " ", isUpper: false)),
            ("a form", Self.percent(value, "+", isUpper: true)),
            ("hexadecimal", value.utf8.map { Self.hex($0, isUpper: false) }.joined()),
            ("hexadecimal", value.utf8.map { Self.hex($0, isUpper: true) }.joined()),
            ("HTML", Self.html(value)), ("shell", value.replacing("'", with: "'\\''")),
        ]
        for shift in 0..<3 {
            let whole = (Data(repeating: 0, count: shift) + Data(value.utf8)).base64EncodedString()
            texts.append(("base64", String(whole.dropFirst(shift == 0 ? 0 : 4).dropLast(4))))
        }
        // What is shorter turns up by chance.
        forms = texts.filter { $0.1.utf8.count >= 6 }.map { ($0.0, Data($0.1.utf8)) }
    }

    private static func hex(_ byte: UInt8, isUpper: Bool) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: isUpper)
    }

    private static func percent(_ text: String, _ blank: String, isUpper: Bool) -> String {
        text.utf8.map { byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            if isPlain || "-._~".utf8.contains(byte) { return String(Unicode.Scalar(byte)) }
            return byte == 32 && blank == "+" ? "+" : "%" + hex(byte, isUpper: isUpper)
        }.joined()
    }

    private static func json(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let data = (try? encoder.encode(text)) ?? Data()
        return String(String(decoding: data, as: UTF8.self).dropFirst().dropLast())
    }

    private static func html(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    /// Which of them are in some bytes, and in which writing.
    static func found(in data: Data) -> [String] {
        all.flatMap { canary in
            canary.forms.filter { data.range(of: $0.bytes) != nil }.map { "\(canary.name) as \($0.writing)" }
        }
    }

    /// Which of them are in a text.
    static func found(in text: String) -> [String] { found(in: Data(text.utf8)) }

    /// Which of them are in the files of a folder.
    /// - Parameter folders: folders of it that are not looked into.
    static func found(below root: String, except folders: [String]) -> [String] {
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return names.flatMap { name -> [String] in
            guard !folders.contains(where: { name.hasPrefix($0) }),
                let data = FileManager.default.contents(atPath: "\(root)/\(name)")
            else { return [] }
            return (found(in: data) + found(in: name)).map { "\(name): \($0)" }
        }
    }
}

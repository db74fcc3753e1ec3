/// What a server wants to see before it answers: one challenge of a `WWW-Authenticate` header (RFC 9110 §11.6.1).
struct AuthenticationChallenge: Sendable, Hashable {
    /// In lower case: `bearer`, `basic`, …
    var scheme: String
    /// The parameters, their names in lower case.
    var parameters: [String: String]

    /// Reads every challenge of a header's values. What is not understood is left out.
    static func parse(_ values: [String]) -> [AuthenticationChallenge] {
        values.flatMap { value in
            var reader = ChallengeReader(value)
            return reader.challenges()
        }
    }
}

/// Reads `scheme name=value, name="value", scheme …`. A comma parts both parameters and challenges; what follows a
/// word shows which it was.
private struct ChallengeReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func challenges() -> [AuthenticationChallenge] {
        var found: [AuthenticationChallenge] = []
        while skipSeparators() {
            guard let word = token() else {
                index += 1
                continue
            }
            if let value = parameterValue() {
                if !found.isEmpty { found[found.count - 1].parameters[word.lowercased()] = value }
            } else {
                found.append(AuthenticationChallenge(scheme: word.lowercased(), parameters: [:]))
            }
        }
        return found
    }

    /// Whether anything is left after commas and blanks.
    private mutating func skipSeparators() -> Bool {
        while index < bytes.count, " \t,".utf8.contains(bytes[index]) { index += 1 }
        return index < bytes.count
    }

    private mutating func token() -> String? {
        let start = index
        while index < bytes.count, Self.isTokenByte(bytes[index]) { index += 1 }
        return start == index ? nil : String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// `= value` or `= "value"`; nil, with nothing read, when no equals sign follows.
    private mutating func parameterValue() -> String? {
        var next = index
        while next < bytes.count, " \t".utf8.contains(bytes[next]) { next += 1 }
        guard next < bytes.count, bytes[next] == UInt8(ascii: "=") else { return nil }
        index = next + 1
        while index < bytes.count, " \t".utf8.contains(bytes[index]) { index += 1 }
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return token() ?? "" }
        index += 1
        var value: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
            value.append(bytes[index])
            index += 1
        }
        index += 1
        return String(decoding: value, as: UTF8.self)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"(),/:;<=>?@[\\]{}\"".utf8.contains(byte)
    }
}

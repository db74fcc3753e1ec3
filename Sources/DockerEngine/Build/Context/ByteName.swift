/// File names as text. The kernel's names are bytes, and not always UTF-8; what is not is kept in characters of a
/// private range, one for each byte, so that names can be matched, sorted and joined like any text and lose nothing.
enum ByteName {
    /// U+10FF00 stands for the byte 0, and so on.
    private static let escape: UInt32 = 0x10FF00

    /// The text for a name's bytes.
    static func text(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isEscape) {
            return text
        }
        var text = String.UnicodeScalarView()
        var index = 0
        while index < bytes.count {
            let length = length(of: bytes[index])
            let end = min(index + length, bytes.count)
            if let scalars = String(validating: bytes[index..<end], as: UTF8.self)?.unicodeScalars, scalars.count == 1,
                !scalars.contains(where: isEscape)
            {
                text.append(contentsOf: scalars)
                index = end
            } else {
                if let scalar = Unicode.Scalar(escape + UInt32(bytes[index])) { text.append(scalar) }
                index += 1
            }
        }
        return String(text)
    }

    /// The bytes of a name.
    static func bytes(_ text: String) -> [UInt8] {
        guard text.unicodeScalars.contains(where: isEscape) else { return Array(text.utf8) }
        return text.unicodeScalars.flatMap { scalar -> [UInt8] in
            isEscape(scalar) ? [UInt8(truncatingIfNeeded: scalar.value - escape)] : Array(String(scalar).utf8)
        }
    }

    /// The name for people: `caf\xe9.jpg`.
    static func shown(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isEscape) else { return text }
        return text.unicodeScalars.map { scalar in
            isEscape(scalar) ? "\\x" + String(scalar.value - escape, radix: 16) : String(scalar)
        }.joined()
    }

    /// Hands a path to a system call.
    static func withPath<Result>(_ text: String, _ body: (UnsafePointer<CChar>) -> Result?) -> Result? {
        let terminated = bytes(text).map { CChar(bitPattern: $0) } + [0]
        return terminated.withUnsafeBufferPointer { buffer in buffer.baseAddress.flatMap(body) }
    }

    private static func isEscape(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= escape }

    /// How many bytes a character has that begins with this one.
    private static func length(of byte: UInt8) -> Int {
        switch byte {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }
}

/// A place in a text that moves on.
struct ByteCursor {
    let text: SourceText
    var place = 0

    /// How deep what nests is followed.
    static let deepest = 100

    init(_ text: SourceText) { self.text = text }

    var isAtEnd: Bool { place >= text.utf8.count }

    /// The byte here, or some bytes on; `nil` beyond the end.
    func peek(_ distance: Int = 0) -> UInt8? {
        let index = place + distance
        return text.utf8.indices.contains(index) ? text.utf8[index] : nil
    }

    /// Whether these characters come next.
    func sees(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            place + word.count <= text.utf8.count && text.utf8[place..<(place + word.count)].elementsEqual(word)
        }
    }

    /// Goes on behind these characters, where they come next.
    mutating func take(_ word: StaticString) -> Bool {
        guard sees(word) else { return false }
        place += word.utf8CodeUnitCount
        return true
    }

    /// Goes on as long as bytes are such.
    mutating func skip(while isSuch: (UInt8) -> Bool) {
        while place < text.utf8.count, isSuch(text.utf8[place]) { place += 1 }
    }

    /// Goes on behind the next occurrence of these characters.
    /// - Returns: where they begin; `nil` where they do not come, and nothing is skipped.
    mutating func skip(behind word: StaticString) -> Int? {
        var ahead = self
        let first = word.withUTF8Buffer { $0.first }
        while let byte = ahead.peek() {
            if byte == first, ahead.take(word) {
                place = ahead.place
                return place - word.utf8CodeUnitCount
            }
            ahead.place += 1
        }
        return nil
    }

    /// An error here.
    func malformed(_ message: String, hint: String? = nil) -> ConfigurationError {
        text.malformed(place, message, hint: hint)
    }

    /// What stands here, for a message.
    var shown: String {
        guard let byte = peek() else { return "the end of the file" }
        if byte == 0x0A || byte == 0x0D { return "the end of the line" }
        return (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "what stands here"
    }
}

extension UInt8 {
    /// Whether it ends a line.
    var isLineBreak: Bool { self == 0x0A || self == 0x0D }
    /// Whether it is a blank or a tab.
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    /// Whether it is a digit.
    var isDigit: Bool { (0x30...0x39).contains(self) }
    /// The value of a hexadecimal digit.
    var hexadecimalValue: UInt32? {
        switch self {
        case 0x30...0x39: UInt32(self) - 0x30
        case 0x41...0x46: UInt32(self) - 0x37
        case 0x61...0x66: UInt32(self) - 0x57
        default: nil
        }
    }
}

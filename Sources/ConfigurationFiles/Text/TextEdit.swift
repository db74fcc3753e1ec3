/// Bytes that take the place of others.
struct TextEdit: Hashable, Sendable {
    /// The bytes that go.
    let range: Range<Int>
    /// What comes.
    let text: String

    init(_ range: Range<Int>, _ text: String) {
        self.range = range
        self.text = text
    }

    /// Puts something between two bytes.
    init(at offset: Int, _ text: String) { self.init(offset..<offset, text) }
}

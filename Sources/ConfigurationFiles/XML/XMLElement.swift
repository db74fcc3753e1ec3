/// An element of an XML file, and where its parts stand.
struct XMLElement: Sendable {
    /// One attribute.
    struct Attribute: Sendable {
        let name: String
        /// Where the name begins.
        let offset: Int
        /// The bytes between the quotation marks.
        let value: Range<Int>
    }

    /// One piece of what is between the tags.
    enum Piece: Sendable {
        case text(Range<Int>)
        /// The bytes between `<![CDATA[` and `]]>`.
        case cdata(Range<Int>)
        /// A comment or an instruction.
        case remark

        /// The bytes of the piece, with its marks.
        var range: Range<Int>? {
            switch self {
            case .text(let range): range
            case .cdata(let range): range.lowerBound - 9..<range.upperBound + 3
            case .remark: nil
            }
        }
    }

    /// The name with its prefix.
    let name: String
    /// Where its tag begins.
    let offset: Int
    let attributes: [Attribute]
    /// The bytes of the tag that begins it.
    let tag: Range<Int>
    /// Where `/>` begins, for an element of one tag.
    let selfClosing: Int?
    /// The bytes between its tags.
    var content: Range<Int>
    var pieces: [Piece] = []
    var children: [Int] = []

    /// An attribute by its name.
    func attribute(_ name: String) -> Attribute? { attributes.first { $0.name == name } }
}

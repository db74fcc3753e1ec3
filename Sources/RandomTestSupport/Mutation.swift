/// Makes of bytes that are well formed others that are nearly so.
public struct Mutation: Sendable {
    /// Where the numbers come from.
    public var random: SeededGenerator
    private let words: [[UInt8]]

    /// Makes one.
    /// - Parameters:
    ///   - seed: what the numbers follow from.
    ///   - words: what means something in the bytes, and is put in here and there.
    public init(seed: UInt64, words: [String] = []) {
        random = SeededGenerator(seed: seed)
        self.words = words.map { Array($0.utf8) } + Self.odd
    }

    /// What many readers trip over.
    private static let odd: [[UInt8]] =
        [
            "", "\0", "\r\n", "\n", " ", "%", "\\", "\"", "..", "/", ":", "-", "-1", "1e999", "9223372036854775808",
            "{", "[", "}",
        ]
        .map { Array($0.utf8) } + [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x80, 0xAE], [0xCC, 0x81], [0xEF, 0xBB, 0xBF],
            [UInt8](repeating: 0x5B, count: 600), [UInt8](repeating: 0xFF, count: 8),
            [UInt8](repeating: 0x30, count: 300),
        ]

    /// A number below another one; 0 where that is 0.
    public mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(random.next() % UInt64(bound)) : 0 }

    /// One of some seeds, changed in one to a few places, or put together of two.
    public mutating func next(of seeds: [[UInt8]]) -> [UInt8] {
        var bytes = seeds[below(seeds.count)]
        for _ in 0...below(4) {
            let place = below(bytes.count + 1)
            let length = min(bytes.count - place, 1 + below(below(8) == 0 ? 64 : 4))
            switch below(9) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(below(8))
            case 1 where place < bytes.count: bytes[place] = UInt8(below(256))
            case 2: bytes.removeSubrange(place..<(place + length))
            case 3: bytes.insert(contentsOf: bytes[place..<(place + length)], at: below(bytes.count + 1))
            case 4: bytes.insert(contentsOf: words[below(words.count)], at: place)
            case 5: bytes.replaceSubrange(place..<(place + length), with: words[below(words.count)])
            case 6: bytes.removeSubrange(place...)
            case 7:
                let other = seeds[below(seeds.count)]
                bytes = Array(bytes[..<place] + other[below(other.count + 1)...])
            default: bytes.insert(UInt8(below(256)), at: place)
            }
        }
        return bytes
    }
}

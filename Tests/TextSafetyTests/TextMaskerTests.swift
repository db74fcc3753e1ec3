import Testing

@testable import TextSafety

@Suite struct TextMaskerTests {
    @Test(arguments: [
        ("the token is s3cr3t-t0ken.", "the token is ***."),
        ("s3cr3t-t0kens3cr3t-t0ken", "***"),
        ("s3cr3t-t0ke", "s3cr3t-t0ke"),
        ("password: hunter2, twice: hunter2", "password: ***, twice: ***"),
        ("abc is too short to be masked", "abc is too short to be masked"),
        ("basic aHVudGVyMg== and hunter%32", "basic ***g== and ***"),
        ("", ""),
    ])
    func replaces(text: String, masked: String) {
        #expect(TextMasker(["s3cr3t-t0ken", "hunter2", "abc", ""]).mask(text) == masked)
    }

    @Test func `the longest value is taken where several fit`() {
        let masker = TextMasker(["hunter2", "hunter2-admin", "unte", "admin-x"])
        #expect(masker.mask("a hunter2-admin b hunter2-adm c hunter2-admin-x") == "a *** b ***-adm c ***")
    }

    @Test func `each line of a value is one`() {
        let key = "-----BEGIN KEY-----\r\n  MIIEvQIBADANBgkqh\nkiG9w0BAQEF\n\nab\n-----END KEY-----\n"
        let masker = TextMasker([key])
        #expect(masker.mask("x MIIEvQIBADANBgkqh y\n> kiG9w0BAQEF") == "x *** y\n> ***")
        #expect(masker.mask("[\(key)]") == "[***\n]")
        #expect(masker.mask("ab stays") == "ab stays")
        let json = TextMasker([#"{"private_key":"-----BEGIN\nQUJDREVGRw\n-----END"}"#])
        #expect(json.mask("QUJDREVGRw\n") == "***\n")
    }

    @Test func `a short value is not made of the ends of lines`() {
        #expect(TextMasker(["abcd"]).mask("xxab\ncdxx abcd") == "xxab\ncdxx ***")
        #expect(TextMasker(["abcdefgh"]).mask("xxabcd\nefghxx") == "xx***xx")
        #expect(TextMasker(["abcdefgh"]).mask("xxabcd\(String(repeating: "\n", count: 100))efghxx").contains("abcd"))
    }

    @Test func `half of a value at a cut goes too`() {
        let masker = TextMasker(["s3cr3t-t0ken"])
        #expect(masker.mask("a s3cr3t-t", isCut: true) == "a ***")
        #expect(masker.mask("a s3c", isCut: true) == "a s3c")
        #expect(masker.mask("a czNjcjN0LXQ", isCut: true) == "a ***")
        #expect(masker.mask("a s3cr3t-t") == "a s3cr3t-t")
    }

    @Test(arguments: Encodings.all.map(\.name))
    func `nothing is left of a value however it is written`(name: String) throws {
        let encode = try #require(Encodings.all.first { $0.name == name }).encode
        var random = SeededRandom(seed: 42)
        for round in 0..<60 {
            let secret = Self.secret(&random)
            let text = encode(Array(secret.utf8))
            try Self.expectNothing(
                of: text, in: TextMasker([secret]), around: Encodings.surroundings(name), "\(name), round \(round)",
                &random)
        }
    }

    @Test(arguments: Encodings.all.map(\.name))
    func `fingerprints find what the value would`(name: String) throws {
        let encode = try #require(Encodings.all.first { $0.name == name }).encode
        let key = try #require(FingerprintKey([UInt8](repeating: 7, count: 32)))
        var random = SeededRandom(seed: 43)
        for round in 0..<20 {
            let secret = Self.secret(&random)
            let kept = FingerprintSet(of: secret, key: key).bytes
            let known = try #require(FingerprintSet(kept, key: key))
            let masker = TextMasker([], fingerprints: [known])
            try Self.expectNothing(
                of: encode(Array(secret.utf8)), in: masker, around: Encodings.surroundings(name),
                "\(name), round \(round)", &random)
        }
    }

    @Test func `fingerprints say nothing without their key`() throws {
        let key = try #require(FingerprintKey((0..<32).map { $0 }))
        let other = try #require(FingerprintKey((1..<33).map { $0 }))
        let secret = "1234"
        let kept = FingerprintSet(of: secret, key: key).bytes
        let wrong = try #require(FingerprintSet(kept, key: other))
        #expect(TextMasker([], fingerprints: [wrong]).mask("pin 1234") == "pin 1234")
        let right = try #require(FingerprintSet(kept, key: key))
        #expect(TextMasker([], fingerprints: [right]).mask("pin 1234, 12345") == "pin ***, ***5")
        let sealed = try key.seal(kept)
        #expect(try key.open(sealed) == kept)
        #expect(throws: (any Error).self) { try other.open(sealed) }
        #expect(FingerprintSet(Array(kept.dropLast()), key: key) == nil)
        #expect(FingerprintKey([1, 2, 3]) == nil)
    }

    @Test func `what costs is the text and not what is looked for`() {
        // A trie in which every state fails to the one before, and text that comes to each of them.
        let values = (4..<200).map { String(repeating: "a", count: $0) + "b" }
        let masker = TextMasker(values)
        let text = String(repeating: "a", count: 100_000) + "c"
        #expect(masker.mask(text) == text)
    }

    /// Puts a text into others, in pieces and whole, and looks for what is left of it: no more than belongs to what stands
    /// around the value.
    static func expectNothing(
        of text: [UInt8], in masker: TextMasker, around: Int, _ what: String, _ random: inout SeededRandom
    ) throws {
        let (before, after) = (Array("| .. , ".utf8), Array(" : |\n. ".utf8))
        let whole = before + text + after
        let masked = masker.mask(whole)
        let shown = String(decoding: masked, as: UTF8.self)
        #expect(masked.starts(with: before) && shown.contains(TextMasker.mark), "\(what): \(shown)")
        let left = masked.filter { $0 != UInt8(ascii: "*") }.count - before.count - after.count
        #expect(left <= around, "\(what): \(shown)")
        var stream = MaskingStream { masker }
        var output: [UInt8] = []
        var place = 0
        while place < whole.count {
            let end = min(whole.count, place + Int(random.next() % 9))
            output += stream.append(whole[place..<end])
            place = end
        }
        output += stream.finish()
        #expect(output == masked, "\(what), in pieces: \(String(decoding: output, as: UTF8.self))")
    }

    private static let alphabet = Array("abcXYZ019é\"'\\ /+&<>%$#=-_.~!@日".unicodeScalars)

    static func secret(_ random: inout SeededRandom) -> String {
        let count = 8 + Int(random.next() % 40)
        var secret = String.UnicodeScalarView()
        for _ in 0..<count { secret.append(alphabet[Int(random.next() % UInt64(alphabet.count))]) }
        return "k9" + String(secret) + "z7"
    }
}

/// Random numbers that are the same each time (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

import Crypto
import Foundation

/// What a value is known by where the value itself is not at hand: for each of its forms the length and a keyed hash.
///
/// Who has the key as well can find out whether a guess is right, and learns at most 16 bits of the first four characters of
/// each form. Who has one of the two learns nothing.
public struct FingerprintSet: Hashable, Sendable {
    /// One form of a value.
    struct Form: Hashable, Sendable {
        /// Whether it is looked for in bare text.
        let isBare: Bool
        let length: Int
        /// A short keyed hash of the first bytes: the long one is only made where this one fits.
        let head: UInt16
        /// The first half of the form's HMAC.
        let code: [UInt8]
    }

    let key: FingerprintKey
    let forms: [Form]

    /// The fingerprints of a value.
    public init(of value: String, key: FingerprintKey) {
        let all = SecretForms(Array(value.utf8))
        self.key = key
        forms =
            all.plain.map { Form(of: $0, isBare: false, key) }
            + all.bare.map { Form(of: $0, isBare: true, key) }
    }

    /// Reads what `bytes` gave; `nil` where it is something else.
    public init?(_ bytes: [UInt8], key: FingerprintKey) {
        guard bytes.count % Form.size == 0 else { return nil }
        self.key = key
        forms = stride(from: 0, to: bytes.count, by: Form.size).map { Form(bytes[$0..<($0 + Form.size)]) }
    }

    /// The fingerprints as they are kept.
    public var bytes: [UInt8] { forms.flatMap(\.bytes) }
}

/// The key of fingerprints.
public struct FingerprintKey: Hashable, Sendable {
    /// How many bytes a key has.
    public static let size = 32

    private let key: SymmetricKey
    private let factor: UInt64
    private let offset: UInt64

    /// Takes a key; `nil` where it is not one.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        key = SymmetricKey(data: bytes)
        let parts = Array(HMAC<SHA256>.authenticationCode(for: Array("the first bytes".utf8), using: key))
        factor = parts.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } | 1
        offset = parts.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Whether both are the same.
    public static func == (left: FingerprintKey, right: FingerprintKey) -> Bool { left.key == right.key }

    /// Takes a part of it that all keys differ in.
    public func hash(into hasher: inout Hasher) { hasher.combine(factor) }

    /// A short hash of four bytes (multiply-shift; Dietzfelbinger and others, J. Algorithms 25(1), 1997).
    func head(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        let word = bytes.prefix(4).reduce(0) { $0 << 8 | UInt64($1) }
        return UInt16(truncatingIfNeeded: (word &* factor &+ offset) >> 48)
    }

    func code(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(bytes), using: key).prefix(16))
    }

    /// Seals what may only be read with the key.
    public func seal(_ bytes: [UInt8]) throws -> [UInt8] { Array(try ChaChaPoly.seal(bytes, using: key).combined) }

    /// Opens what was sealed.
    public func open(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try ChaChaPoly.open(ChaChaPoly.SealedBox(combined: bytes), using: key))
    }
}

extension FingerprintSet.Form {
    static let size = 1 + 4 + 2 + 16

    init(of form: [UInt8], isBare: Bool, _ key: FingerprintKey) {
        self.init(
            isBare: isBare, length: form.count, head: key.head(form[...]), code: key.code(form[...]))
    }

    /// Reads `size` bytes.
    init(_ bytes: ArraySlice<UInt8>) {
        let rest = bytes.dropFirst()
        self.init(
            isBare: bytes.first == 1, length: Int(rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }),
            head: rest.dropFirst(4).prefix(2).reduce(0) { $0 << 8 | UInt16($1) }, code: Array(rest.dropFirst(6)))
    }

    var bytes: [UInt8] {
        let size = UInt32(clamping: length)
        return [isBare ? 1 : 0] + stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: size >> $0) }
            + [UInt8(head >> 8), UInt8(head & 255)] + code
    }
}

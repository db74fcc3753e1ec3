import Crypto
import Foundation

/// The hash of a library's files, the same however they came: `h1:` and the SHA-256 of the sorted lines
/// `sha256-of-file  path`, as Go's `dirhash` has it (https://pkg.go.dev/golang.org/x/mod/sumdb/dirhash#Hash1).
public struct TreeHash: Hashable, Sendable, CustomStringConvertible {
    /// `h1:` and the hash in Base64.
    public let description: String

    /// The hash of some files.
    /// - Parameter files: their contents by path.
    public init(of files: [String: [UInt8]]) {
        var whole = SHA256()
        for (path, bytes) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let digest = SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            whole.update(data: Data("\(digest.joined())  \(path)\n".utf8))
        }
        description = "h1:" + Data(whole.finalize()).base64EncodedString()
    }

    /// A hash that was written down; `nil` where the text is none.
    public init?(_ text: String) {
        guard text.hasPrefix("h1:"), Data(base64Encoded: String(text.dropFirst(3)))?.count == 32 else { return nil }
        description = text
    }
}

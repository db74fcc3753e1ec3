import Crypto
import Foundation
import TextFormats

/// The hash of a library's files, the same however they came: `h1:` and the SHA-256 of the sorted lines
/// `sha256-of-file  path`, as Go's `dirhash` has it (https://pkg.go.dev/golang.org/x/mod/sumdb/dirhash#Hash1).
public struct TreeHash: Hashable, Sendable, CustomStringConvertible {
    /// `h1:` and the hash in Base64.
    public let description: String

    /// The hash of some files.
    /// - Parameter files: their contents by path.
    public init(of files: [String: [UInt8]]) { self.init(ofListing: Self.listing(of: files)) }

    /// The hash of a listing; see `listing(of:)`.
    init(ofListing listing: [UInt8]) {
        description = "h1:" + Data(SHA256.hash(data: listing)).base64EncodedString()
    }

    /// What is hashed: a line for each file with the hash of its contents and its path. Kept beside the files, it tells
    /// which of them is not what it was.
    static func listing(of files: [String: [UInt8]]) -> [UInt8] {
        files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { path, bytes in
            Array("\(SHA256.hash(data: bytes).hexadecimal)  \(path)\n".utf8)
        }
    }

    /// A hash that was written down; `nil` where the text is none.
    public init?(_ text: String) {
        guard text.hasPrefix("h1:"), Data(base64Encoded: String(text.dropFirst(3)))?.count == 32 else { return nil }
        description = text
    }
}

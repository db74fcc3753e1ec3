import Foundation
import TextSafety

/// The files of one library: nothing but regular files with names that mean the same everywhere.
public struct LibraryTree: Hashable, Sendable {
    /// The contents by path, with `/` between the parts.
    public let files: [String: [UInt8]]

    /// The largest file, in bytes.
    public static let largestFile = 256 << 10
    /// The most files.
    public static let maximumFileCount = 2_000
    /// The maximum number of bytes of all files together.
    public static let largestTree = 16 << 20

    /// Takes files.
    /// - Throws: `LibraryTreeError` naming the file that has no place in a library.
    public init(files: [String: [UInt8]]) throws(LibraryTreeError) {
        guard files.count <= Self.maximumFileCount else {
            throw LibraryTreeError(
                path: "", reason: "it has \(files.count) files; \(Self.maximumFileCount) are allowed")
        }
        var folded: [String: String] = [:]
        var total = 0
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            if let reason = Self.fault(in: path) { throw LibraryTreeError(path: path, reason: reason) }
            let plain = Self.isPlain(path) ? path.lowercased() : path.lowercased().precomposedStringWithCanonicalMapping
            if let other = folded.updateValue(path, forKey: plain) {
                throw LibraryTreeError(path: path, reason: "it is the same as \(other) where case does not count")
            }
            guard bytes.count <= Self.largestFile else {
                throw LibraryTreeError(
                    path: path, reason: "it has \(bytes.count) bytes; a file may have \(Self.largestFile)")
            }
            total += bytes.count
        }
        guard total <= Self.largestTree else {
            throw LibraryTreeError(path: "", reason: "it has \(total) bytes; \(Self.largestTree) are allowed")
        }
        self.files = files
    }

    /// The hash of the files.
    public var hash: TreeHash { TreeHash(of: files) }

    /// What is wrong with a path; `nil` for nothing.
    public static func fault(in path: String) -> String? {
        if path.isEmpty { return "a path must not be empty" }
        if path.hasPrefix("/") { return "a path must not be absolute" }
        if path.utf8.count > 240 { return "a path must not be longer than 240 bytes" }
        if !isPlain(path), let fault = self.fault(inCharactersOf: path) { return fault }
        // By bytes, as the system takes them: for Swift, a slash and a mark that joins it are one character.
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for part in parts.map({ String(Substring($0)) }) {
            if ("/" + part).first != "/" || (part + "/").last != "/" {
                return "a name in a path must not begin or end with a character that joins its neighbour"
            }
            if part.isEmpty { return "a path must not hold '//' or end with '/'" }
            if part == "." || part == ".." { return "a path must not hold '\(part)'" }
            if part == ".git" { return "a path must not hold '.git'" }
        }
        return nil
    }

    /// Whether a text has nothing but the characters that nearly all paths are made of, about which nothing can be
    /// wrong.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }
    }

    private static func fault(inCharactersOf path: String) -> String? {
        for scalar in path.unicodeScalars {
            if scalar == "\\" { return "a path must not hold '\\'" }
            if let name = HiddenCharacters.name(of: scalar) { return "a path must not hold \(name)" }
        }
        // As bytes: Swift takes texts that look the same for equal.
        if !path.utf8.elementsEqual(path.precomposedStringWithCanonicalMapping.utf8) {
            return "a path must be in Unicode's normal form C"
        }
        return nil
    }
}

/// Why files are no library.
public struct LibraryTreeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file; empty where it is all of them.
    public let path: String
    /// What is wrong.
    public let reason: String

    /// Makes an error.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// The reason with the file.
    public var description: String {
        path.isEmpty
            ? "the library cannot be used: \(reason)"
            : "the file \(HiddenCharacters.shown(path)) cannot be used: \(reason)"
    }
}

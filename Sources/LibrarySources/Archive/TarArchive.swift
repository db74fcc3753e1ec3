import RecipeLibraries

/// The files of a library as a tar archive: USTAR (POSIX.1-2017, pax), sorted, without times and owners, so that the same
/// files give the same archive. Nothing but regular files is written, and nothing else is read.
enum TarArchive {
    private static let block = 512

    /// Packs files.
    /// - Throws: `LibraryTreeError` where a path is too long for an archive.
    static func pack(_ tree: LibraryTree) throws(LibraryTreeError) -> [UInt8] {
        var bytes: [UInt8] = []
        for (path, contents) in tree.files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            bytes += try header(path, size: contents.count)
            bytes += contents
            bytes += [UInt8](repeating: 0, count: (block - contents.count % block) % block)
        }
        return bytes + [UInt8](repeating: 0, count: 2 * block)
    }

    /// The files of an archive.
    /// - Throws: `LibraryTreeError` naming the entry that has no place in a library.
    static func unpack(_ bytes: [UInt8]) throws(LibraryTreeError) -> LibraryTree {
        func rejection(_ reason: String, _ path: String = "") -> LibraryTreeError {
            LibraryTreeError(path: path, reason: reason)
        }
        var files: [String: [UInt8]] = [:]
        var rest = bytes[...]
        while true {
            guard rest.count >= block else { throw rejection("its archive is cut short") }
            let head = Array(rest.prefix(block))
            rest = rest.dropFirst(block)
            if head.allSatisfy({ $0 == 0 }) { break }
            guard let size = octal(head[124..<136]), checksum(head) == octal(head[148..<156]) else {
                throw rejection("its archive is damaged")
            }
            guard let name = text(head[0..<100]), let prefix = text(head[345..<500]) else {
                throw rejection("a name in its archive is no UTF-8")
            }
            let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
            switch head[156] {
            case UInt8(ascii: "0"), 0: break
            case UInt8(ascii: "5") where size == 0: continue
            case UInt8(ascii: "1"), UInt8(ascii: "2"): throw rejection("a library has no links", path)
            default: throw rejection("a library has nothing but files", path)
            }
            guard size <= LibraryTree.largestFile else {
                throw rejection("it has \(size) bytes; a file may have \(LibraryTree.largestFile)", path)
            }
            let padded = (size + block - 1) / block * block
            guard rest.count >= padded else { throw rejection("its archive is cut short") }
            guard files.updateValue(Array(rest.prefix(size)), forKey: path) == nil else {
                throw rejection("it is there twice", path)
            }
            guard files.count <= LibraryTree.maximumFileCount else {
                throw rejection("it has more than \(LibraryTree.maximumFileCount) files")
            }
            rest = rest.dropFirst(padded)
        }
        return try LibraryTree(files: files)
    }

    private static func header(_ path: String, size: Int) throws(LibraryTreeError) -> [UInt8] {
        var name = Array(path.utf8)
        var prefix: [UInt8] = []
        if name.count > 100 {
            let cut = name.indices.first { name[$0] == UInt8(ascii: "/") && name.count - $0 - 1 <= 100 }
            guard let cut, cut <= 155 else {
                throw LibraryTreeError(path: path, reason: "its name is too long for an archive; shorten it")
            }
            prefix = Array(name[..<cut])
            name = Array(name[(cut + 1)...])
        }
        var head = [UInt8](repeating: 0, count: block)
        func put(_ bytes: some Collection<UInt8>, at place: Int) {
            head.replaceSubrange(place..<(place + bytes.count), with: bytes)
        }
        func number(_ value: Int, _ width: Int) -> [UInt8] {
            let digits = String(value, radix: 8)
            return Array((String(repeating: "0", count: width - 1 - digits.count) + digits).utf8) + [0]
        }
        put(name, at: 0)
        put(number(0o644, 8) + number(0, 8) + number(0, 8) + number(size, 12) + number(0, 12), at: 100)
        head[156] = UInt8(ascii: "0")
        put(Array("ustar\u{0}00".utf8), at: 257)
        put(number(0, 8) + number(0, 8), at: 329)
        put(prefix, at: 345)
        put(number(checksum(head), 7) + [UInt8(ascii: " ")], at: 148)
        return head
    }

    /// The sum of a header's bytes, those of the sum itself taken for blanks.
    private static func checksum(_ head: [UInt8]) -> Int {
        head.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(head[$1])) }
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
        guard !digits.isEmpty, digits.count <= 12, digits.allSatisfy({ (48...55).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String? {
        String(validating: field.prefix { $0 != 0 }, as: UTF8.self)
    }
}

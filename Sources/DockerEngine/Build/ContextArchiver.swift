import Crypto
import NIOCore

/// Makes the tar archive of a build context chunk by chunk; only one chunk is ever in memory. Blocks on file I/O.
struct ContextArchiver {
    /// How many bytes a chunk has at most, headers aside.
    static let chunkSize = 256 << 10

    private let root: String
    private var walk: ContextWalk
    private var file: ContextFile?
    private var hasEnded = false
    private var hash: SHA256?
    private let digest: ContextDigest?

    init(context: BuildContext, digest: ContextDigest?) throws(BuildContextError) {
        root = context.directory
        walk = try ContextWalk(root: context.directory, rules: context.rules)
        self.digest = digest
        hash = digest == nil ? nil : SHA256()
    }

    /// The next chunk; nil at the end.
    mutating func next() throws(BuildContextError) -> ByteBuffer? {
        guard !hasEnded else { return nil }
        var chunk = ByteBufferAllocator().buffer(capacity: Self.chunkSize + 4 * TarHeader.blockSize)
        while chunk.readableBytes < Self.chunkSize {
            if let file {
                try append(file, to: &chunk)
            } else if let entry = try walk.next() {
                try begin(entry, in: &chunk)
            } else {
                TarHeader.writeEnd(to: &chunk)
                hasEnded = true
                if let hash { digest?.set("sha256:" + hash.finalize().hexadecimal) }
                break
            }
        }
        return chunk
    }

    private mutating func begin(_ entry: ContextEntry, in chunk: inout ByteBuffer) throws(BuildContextError) {
        var entry = entry
        if case .file = entry.kind {
            // The size that is promised must be that of the file that is open.
            let opened = try ContextFile(root: root, path: entry.path)
            entry.kind = .file(size: opened.size)
            entry.mode = opened.mode
            entry.modified = opened.modified
            file = opened
        }
        TarHeader.write(entry, to: &chunk)
        hash?.update(data: Self.identity(of: entry))
    }

    private mutating func append(_ file: ContextFile, to chunk: inout ByteBuffer) throws(BuildContextError) {
        let start = chunk.writerIndex
        let count = try file.read(upTo: max(1, Self.chunkSize - chunk.readableBytes), into: &chunk)
        if count > 0 {
            if let bytes = chunk.viewBytes(at: start, length: count) {
                bytes.withUnsafeBytes { hash?.update(bufferPointer: $0) }
            }
        } else {
            TarHeader.pad(after: file.size, &chunk)
            self.file = nil
        }
    }

    /// What of an entry's header counts for the digest. Zero bytes cannot occur in paths, so nothing runs together.
    private static func identity(of entry: ContextEntry) -> [UInt8] {
        let kind =
            switch entry.kind {
            case .file(let size): "file \(size)"
            case .directory: "directory"
            case .link(let target): "link \(target)"
            }
        return Array("\(entry.path)\u{0}\(String(entry.mode, radix: 8))\u{0}\(kind)\u{0}".utf8)
    }
}

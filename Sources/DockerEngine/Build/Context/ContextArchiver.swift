import Crypto
import NIOCore
import TextFormats

/// Makes the tar archive of a build context chunk by chunk; only one chunk is ever in memory. Blocks on file I/O.
struct ContextArchiver {
    /// How many bytes a chunk has at most, headers aside.
    static let chunkSize = 256 << 10

    private let root: String
    private var walk: ContextWalk
    /// What is sent besides the files of the directory, last one first.
    private var additions: [BuildContext.Addition]
    private var file: ContextFile?
    /// Under which name a file with several was sent.
    private var sent: [ContextFile.Identity: String] = [:]
    private var hasEnded = false
    private var hash: SHA256?
    private let digest: ContextDigest?
    private let remark: @Sendable (String) -> Void

    init(
        context: BuildContext, digest: ContextDigest?, remark: @escaping @Sendable (String) -> Void
    ) throws(BuildContextError) {
        root = context.directory
        additions = context.additions.reversed()
        walk = try ContextWalk(
            root: context.directory, rules: context.rules, replaced: Set(context.additions.map(\.path)))
        self.digest = digest
        self.remark = remark
        hash = digest == nil ? nil : SHA256()
    }

    /// The next chunk; nil at the end.
    mutating func next() throws(BuildContextError) -> ByteBuffer? {
        guard !hasEnded else { return nil }
        var chunk = ByteBufferAllocator().buffer(capacity: Self.chunkSize + 4 * TarHeader.blockSize)
        while chunk.readableBytes < Self.chunkSize {
            if let file {
                try append(file, to: &chunk)
            } else if let addition = additions.popLast() {
                append(addition, to: &chunk)
            } else if let entry = try walk.next() {
                try begin(entry, in: &chunk)
            } else {
                TarHeader.writeEnd(to: &chunk)
                hasEnded = true
                if let hash { digest?.set("sha256:" + hash.finalize().hexadecimal) }
                break
            }
        }
        walk.remarks.forEach(remark)
        walk.remarks = []
        return chunk
    }

    private mutating func begin(_ entry: ContextEntry, in chunk: inout ByteBuffer) throws(BuildContextError) {
        var entry = entry
        if case .file = entry.kind {
            // The size that is promised must be that of the file that is open.
            guard let opened = try ContextFile(root: root, path: entry.path) else { return }
            entry.mode = opened.mode
            entry.modified = opened.modified
            if let first = opened.identity.flatMap({ sent[$0] }) {
                entry.kind = .sameFile(path: first)
            } else {
                if let identity = opened.identity { sent[identity] = entry.path }
                entry.kind = .file(size: opened.size)
                file = opened
            }
        }
        write(entry, to: &chunk)
    }

    private mutating func write(_ entry: ContextEntry, to chunk: inout ByteBuffer) {
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

    private mutating func append(_ addition: BuildContext.Addition, to chunk: inout ByteBuffer) {
        let size = Int64(addition.contents.count)
        write(ContextEntry(path: addition.path, kind: .file(size: size), mode: 0o600, modified: 0), to: &chunk)
        chunk.writeBytes(addition.contents)
        hash?.update(data: addition.contents)
        TarHeader.pad(after: size, &chunk)
    }

    /// What of an entry's header counts for the digest. Zero bytes cannot occur in paths, so nothing runs together.
    private static func identity(of entry: ContextEntry) -> [UInt8] {
        let kind: [UInt8] =
            switch entry.kind {
            case .file(let size): Array("file \(size)".utf8)
            case .directory: Array("directory".utf8)
            case .link(let target): Array("link ".utf8) + ByteName.bytes(target)
            case .sameFile(let path): Array("same ".utf8) + ByteName.bytes(path)
            case .pipe: Array("pipe".utf8)
            case .device(let isBlock, let major, let minor): Array("device \(isBlock) \(major) \(minor)".utf8)
            }
        return ByteName.bytes(entry.path) + [0] + Array(String(entry.mode, radix: 8).utf8) + [0] + kind + [0]
    }
}

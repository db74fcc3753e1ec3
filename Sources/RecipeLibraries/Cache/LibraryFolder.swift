public import Foundation

/// Reads the files of a library from a folder.
public enum LibraryFolder {
    /// All files by path; hidden ones are left out, and links are rejected.
    /// - Throws: `LibraryTreeError`, or what the file system says.
    public static func files(in folder: URL) throws -> [String: [UInt8]] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw LibraryTreeError(path: "", reason: "there is no folder \(folder.path)")
        }
        var files: [String: [UInt8]] = [:]
        var folders = [""]
        while let path = folders.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + path).sorted() {
                if name.hasPrefix(".") { continue }
                let inner = path + name
                switch try entry(at: folder.path + "/" + inner) {
                case .folder: folders.append(inner + "/")
                case .file(let bytes):
                    guard files.count < LibraryTree.maximumFileCount else {
                        throw LibraryTreeError(
                            path: "", reason: "it has more than \(LibraryTree.maximumFileCount) files")
                    }
                    files[inner] = bytes
                case .other: throw LibraryTreeError(path: inner, reason: "a library has no links or devices")
                case .large(let size):
                    throw LibraryTreeError(
                        path: inner, reason: "it has \(size) bytes; a file may have \(LibraryTree.largestFile)")
                }
            }
        }
        return try LibraryTree(files: files).files
    }

    private enum Entry {
        case folder
        case file([UInt8])
        case large(Int)
        case other
    }

    /// What is at a place, without following a link. By system calls: every run does this for every file of its
    /// libraries.
    private static func entry(at path: String) throws -> Entry {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        if descriptor < 0, errno == ELOOP || errno == ENXIO { return .other }
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        if status.st_mode & S_IFMT == S_IFDIR { return .folder }
        guard status.st_mode & S_IFMT == S_IFREG else { return .other }
        guard status.st_size <= LibraryTree.largestFile else { return .large(Int(status.st_size)) }
        // One byte more, so that a file which grows meanwhile is found out rather than cut.
        let size = Int(status.st_size)
        let bytes = try [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
            while count <= size, let place = buffer.baseAddress {
                let more = read(descriptor, place + count, size + 1 - count)
                if more < 0, errno == EINTR { continue }
                guard more >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
                if more == 0 { break }
                count += more
            }
        }
        guard bytes.count <= size else {
            throw LibraryTreeError(path: path, reason: "it changed while it was read")
        }
        return .file(bytes)
    }
}

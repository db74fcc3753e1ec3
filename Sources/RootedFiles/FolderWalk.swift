import CFileSystem
import Glibc

/// Resolves a path descriptor by descriptor, as `openat2` with RESOLVE_BENEATH does on kernels that have it.
///
/// The folders on the way stay open, and `..` goes back to the one before: renaming one of them leads nowhere else.
struct FolderWalk {
    private let path: String
    private let links: RootedFolder.Links
    private var folders: [OpenDescriptor]
    /// The parts still to go, the next one last.
    private var rest: [Substring]
    /// As many as the kernel follows.
    private var linksLeft = 40

    init(root: OpenDescriptor, path: String, links: RootedFolder.Links) {
        self.path = path
        self.links = links
        folders = [root]
        rest = Self.parts(path)
    }

    private static func parts(_ path: String) -> [Substring] {
        // By bytes: for Swift a slash and a mark that joins it are one character.
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true).map { Substring($0) }
            .filter { $0 != "." }.reversed()
    }

    mutating func open(_ flags: Int32, _ mode: UInt32) throws(PathError) -> OpenDescriptor {
        guard !path.hasPrefix("/") else { throw PathError(EXDEV, path) }
        while let part = rest.popLast() {
            if part == ".." {
                guard folders.count > 1 else { throw PathError(EXDEV, path) }
                folders.removeLast()
            } else if try !follow(part), rest.isEmpty {
                return try openLast(String(part), flags, mode)
            }
        }
        return try openLast(".", flags, mode)
    }

    /// Goes on through a link or a folder.
    /// - Returns: `false` where the part is to be opened itself.
    private mutating func follow(_ part: Substring) throws(PathError) -> Bool {
        let number = openat(here, String(part), cfs_o_path | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else {
            // What is missing may be made.
            if errno == ENOENT, rest.isEmpty { return false }
            throw PathError(errno, path)
        }
        let found = OpenDescriptor(number)
        if found.isLink {
            guard links == .inside, linksLeft > 0 else { throw PathError(ELOOP, path) }
            linksLeft -= 1
            rest += try Self.target(of: found, path)
            return true
        }
        if rest.isEmpty { return false }
        guard found.isFolder else { throw PathError(ENOTDIR, path) }
        folders.append(found)
        return true
    }

    private static func target(of link: OpenDescriptor, _ path: String) throws(PathError) -> [Substring] {
        guard let target = OpenDescriptor.target({ readlinkat(link.number, "", $0, $1) }) else {
            throw PathError(ELOOP, path)
        }
        guard !target.hasPrefix("/") else { throw PathError(EXDEV, path) }
        return parts(target)
    }

    private func openLast(_ name: String, _ flags: Int32, _ mode: UInt32) throws(PathError) -> OpenDescriptor {
        let number = openat(here, name, flags | O_NOFOLLOW | O_CLOEXEC, mode)
        guard number >= 0 else { throw PathError(errno, path) }
        let opened = OpenDescriptor(number)
        // With O_PATH a link that was put there since is opened itself.
        guard !opened.isLink else { throw PathError(ELOOP, path) }
        return opened
    }

    private var here: Int32 { folders[folders.count - 1].number }
}

import Foundation
import RecipeLibraries
import Recipes
import RootedFiles
import TextSafety

/// A file of the project, named by a path that leads nowhere else: not upwards, and through no link, whatever is put in
/// its way meanwhile.
struct ProjectFile: Sendable {
    let path: String
    private let root: String
    private let folders: [String]
    private let name: String

    /// - Parameter protected: what must not be written; `nil` to read the file.
    /// - Throws: `StepError` with code `file.refused` where the path leads out of the project, or to what is not for recipes.
    init(_ path: String, of project: Project, protected: ProtectedPaths? = nil) throws(StepError) {
        if let fault = LibraryTree.fault(in: path) {
            throw StepError(
                code: "file.refused", "'\(HiddenCharacters.shown(path))' is no file of the project: \(fault)",
                hint: "write the path from the project's folder on, such as templates/web.conf")
        }
        let parts = path.split(separator: "/").map(String.init)
        let place = project.resolve(path).path
        let isOurs =
            [Project.manifest, Lockfile.name, LocalManifest.name].contains(path) || parts[0] == ".moondock"
            || place == project.state.path || place.hasPrefix(project.state.path + "/")
        if isOurs {
            throw StepError(
                code: "file.refused", "\(path) says what recipes and libraries may do, and is not theirs to touch")
        }
        if let reason = protected?.reason(path) {
            throw StepError(
                code: "file.refused", "\(path) is not for recipes and libraries to write: \(reason)",
                hint: "write what changes from run to run somewhere else, such as in a folder of its own")
        }
        self.path = path
        root = project.root.path
        folders = Array(parts.dropLast())
        name = parts[parts.count - 1]
    }

    /// The contents.
    /// - Throws: `StepError` where there is no such file, or it has more than `limit` bytes.
    func read(limit: Int) throws(StepError) -> [UInt8] {
        try read(in: try openFolder(creating: false), limit: limit)
    }

    private func read(in folder: OpenDescriptor, limit: Int) throws(StepError) -> [UInt8] {
        let file = openat(folder.number, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw failure(errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StepError(code: "file.refused", "\(path) is no regular file")
        }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count <= limit {
            let more = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw failure(errno) }
            if more == 0 { break }
            count += more
        }
        guard count <= limit else {
            throw StepError(
                code: "file.too_large", "\(path) has more than \(limit) bytes",
                hint: "raise max_size, or read less of it")
        }
        return Array(bytes[..<count])
    }

    /// Writes the contents in the place of those that were there: a reader sees the old or the new ones, whole. A file that
    /// is there keeps its owner and its mode.
    /// - Parameter mark: names the draft after the step: what a killed attempt left behind is written over.
    /// - Throws: `StepError`; then nothing has changed.
    func write(_ bytes: [UInt8], access: FileReplacement.Access, mark: String) throws(StepError) {
        try write(bytes, in: try openFolder(creating: true), access: access, mark: mark)
    }

    private func write(
        _ bytes: [UInt8], in folder: OpenDescriptor, access: FileReplacement.Access, mark: String
    ) throws(StepError) {
        do throws(PathError) {
            try FileReplacement(of: name, in: folder, mark: mark).write(bytes, access: access)
        } catch {
            guard error.kind != .irregular else {
                throw StepError(code: "file.refused", "\(path) is no regular file")
            }
            throw failure(error.number)
        }
    }

    /// Changes the contents while nobody else does so by this method: of two edits the second one sees the first one's.
    /// - Parameters:
    ///   - limit: how many bytes the file may have.
    ///   - change: gives the contents that take the place of the present ones; `nil` where these stay.
    /// - Throws: `StepError`; then the file has not changed.
    func edit(
        limit: Int, access: FileReplacement.Access, mark: String, _ change: ([UInt8]) throws -> [UInt8]?
    ) throws {
        let folder = try openFolder(creating: false)
        // Let go of with the descriptor.
        guard retrying({ flock(folder.number, LOCK_EX) }) == 0 else { throw failure(errno) }
        defer { flock(folder.number, LOCK_UN) }
        guard let bytes = try change(try read(in: folder, limit: limit)) else { return }
        try write(bytes, in: folder, access: access, mark: mark)
    }

    private func retrying(_ call: () -> Int32) -> Int32 {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    /// Removes what a write that was cut short has left.
    func discardDraft(mark: String) {
        guard let folder = try? openFolder(creating: false) else { return }
        FileReplacement(of: name, in: folder, mark: mark).discard()
    }

    /// Removes what a write that was cut short has left.
    /// - Returns: whether the file holds these bytes, so that the write had come to its end.
    func discard(_ bytes: [UInt8], mark: String) -> Bool {
        discardDraft(mark: mark)
        return (try? read(limit: bytes.count)) == bytes
    }

    private func openFolder(creating: Bool) throws(StepError) -> OpenDescriptor {
        do throws(PathError) {
            let root = try RootedFolder(root)
            if creating {
                for count in folders.indices {
                    let above = count == 0 ? "." : folders[..<count].joined(separator: "/")
                    let parent = try root.open(above, flags: O_RDONLY | O_DIRECTORY, links: .never)
                    mkdirat(parent.number, folders[count], 0o755)
                }
            }
            let folder = folders.isEmpty ? "." : folders.joined(separator: "/")
            return try root.open(folder, flags: O_RDONLY | O_DIRECTORY, links: .never)
        } catch {
            throw failure(error.number)
        }
    }

    private func failure(_ error: Int32) -> StepError {
        switch error {
        case ENOENT: StepError(code: "file.not_found", "there is no file \(path) in the project")
        case ELOOP: StepError(code: "file.refused", "\(path) leads through a link", hint: "name the file itself")
        case ENOTDIR:
            StepError(code: "file.refused", "\(path) leads through a link, or through what is no folder")
        case ENOSPC, EDQUOT: StepError(code: "file.disk_full", "\(path) cannot be written: the disk is full")
        default: StepError(code: "file.failed", "\(path): \(String(cString: strerror(error)))")
        }
    }
}

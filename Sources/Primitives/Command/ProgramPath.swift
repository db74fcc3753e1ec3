import Crypto
import DockerEngine
import Foundation
import Recipes
import RootedFiles
import TextFormats

/// The file that a grant of `run_command`, or a call of a library, means by a program's name.
///
/// A library has no say in where it is looked for: a name without a slash is one of the system's programs, a relative path
/// begins at the project's folder.
struct ProgramPath: Hashable, Sendable {
    /// The absolute path, with no links but in its last part: what many programs do depends on the name they have.
    let path: String

    /// - Returns: `nil` where there is no such program.
    init?(_ name: String, in project: Project) {
        guard !name.isEmpty, !name.utf8.contains(0) else { return nil }
        let places =
            name.contains("/")
            ? [name.hasPrefix("/") ? name : "\(project.root.path)/\(name)"]
            : Command.defaultPath.split(separator: ":").map { "\($0)/\(name)" }
        guard let found = places.first(where: Command.isProgram), let path = Self.withoutLinks(found) else {
            return nil
        }
        self.path = path
    }

    private static func withoutLinks(_ path: String) -> String? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let last = path[path.index(after: slash)...]
        guard !last.isEmpty, last != ".", last != ".." else { return nil }
        let folder = (try? OpenDescriptor.following(slash == path.startIndex ? "/" : String(path[..<slash])))?.path
        return folder.map { $0 == "/" ? "/\(last)" : "\($0)/\(last)" }
    }

    /// The hash of the file, `sha256:…`; `nil` where it cannot be read.
    var digest: String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        var hash = SHA256()
        do {
            while let bytes = try file.read(upToCount: 1 << 20), !bytes.isEmpty { hash.update(data: bytes) }
        } catch {
            return nil
        }
        return "sha256:" + hash.finalize().hexadecimal
    }
}

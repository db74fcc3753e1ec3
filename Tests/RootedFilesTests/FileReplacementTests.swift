import Foundation
import Testing

@testable import RootedFiles

@Suite struct FileReplacementTests {
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("replaced-\(UUID().uuidString)").path

        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func status(_ name: String) -> stat {
            var status = stat()
            lstat("\(path)/\(name)", &status)
            return status
        }

        func write(_ text: String, to name: String, _ access: FileReplacement.Access) throws {
            let folder = try RootedFolder(path).open(".", flags: O_RDONLY | O_DIRECTORY)
            try FileReplacement(of: name, in: folder, mark: "test").write(Array(text.utf8), access: access)
        }
    }

    @Test(
        arguments: [
            (0o600, .kept, 0o600), (0o755, .kept, 0o755), (0o444, .kept, 0o444), (0o666, .kept, 0o666),
            (0o644, .secret, 0o640), (0o640, .secret, 0o640), (0o600, .secret, 0o600), (0o755, .owner, 0o700),
            (0o644, .owner, 0o600), (nil, .kept, 0o644), (nil, .secret, 0o600), (nil, .owner, 0o600),
        ] as [(mode_t?, FileReplacement.Access, mode_t)])
    func aFileKeepsItsMode(_ old: mode_t?, _ access: FileReplacement.Access, _ expected: mode_t) throws {
        let folder = try Folder()
        if let old {
            try "old, and longer".write(toFile: "\(folder.path)/a", atomically: false, encoding: .utf8)
            chmod("\(folder.path)/a", old)
        }
        try folder.write("new", to: "a", access)
        #expect(folder.status("a").st_mode & 0o7777 == expected)
        #expect(try String(contentsOfFile: "\(folder.path)/a", encoding: .utf8) == "new")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
    }

    @Test(.enabled(if: getuid() == 0)) func aFileKeepsItsOwner() throws {
        let folder = try Folder()
        try "old".write(toFile: "\(folder.path)/a", atomically: false, encoding: .utf8)
        chown("\(folder.path)/a", 4000, 4001)
        chmod("\(folder.path)/a", 0o640)
        for access in [FileReplacement.Access.kept, .secret, .owner] { try folder.write("new", to: "a", access) }
        #expect(folder.status("a").st_uid == 4000 && folder.status("a").st_gid == 4001)
        #expect(folder.status("a").st_mode & 0o7777 == 0o600)
    }

    @Test func whatIsNoFileStays() throws {
        let folder = try Folder()
        symlink("/etc/passwd", "\(folder.path)/link")
        mkfifo("\(folder.path)/pipe", 0o644)
        mkdir("\(folder.path)/folder", 0o755)
        for name in ["link", "pipe", "folder"] {
            let error = #expect(throws: PathError.self) { try folder.write("new", to: name, .kept) }
            #expect(error?.kind == .irregular)
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["folder", "link", "pipe"])
    }

    /// A draft that somebody has put there, as a link or with everybody's permissions, is not written into.
    @Test func anOldDraftIsNotWrittenInto() throws {
        let folder = try Folder()
        try "theirs".write(toFile: "\(folder.path)/victim", atomically: false, encoding: .utf8)
        for isHard in [true, false] {
            let draft = "\(folder.path)/.a.test"
            if isHard { link("\(folder.path)/victim", draft) } else { symlink("victim", draft) }
            try folder.write("secret", to: "a", .secret)
            #expect(try String(contentsOfFile: "\(folder.path)/victim", encoding: .utf8) == "theirs")
            #expect(folder.status("a").st_mode & 0o7777 == 0o600)
        }
    }

    @Test func aPathIsWrittenThroughItsLinks() throws {
        let folder = try Folder()
        mkdir("\(folder.path)/real", 0o755)
        try "old".write(toFile: "\(folder.path)/real/a", atomically: false, encoding: .utf8)
        chmod("\(folder.path)/real/a", 0o664)
        symlink("real/a", "\(folder.path)/link")
        try FileReplacement.write(Array("new".utf8), to: "\(folder.path)/link")
        try FileReplacement.write(Array("new".utf8), to: "\(folder.path)/real/b")
        #expect(try String(contentsOfFile: "\(folder.path)/real/a", encoding: .utf8) == "new")
        #expect(folder.status("real/a").st_mode & 0o7777 == 0o664 && folder.status("real/b").st_mode & 0o7777 == 0o644)
        #expect(folder.status("link").st_mode & S_IFMT == S_IFLNK)
    }
}

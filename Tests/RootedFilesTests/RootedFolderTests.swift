import Foundation
import Testing

@testable import RootedFiles

/// A folder with files, links and what lies beside it.
private final class Tree {
    let outer: String
    let root: String

    init() throws {
        outer = FileManager.default.temporaryDirectory.appendingPathComponent("rooted-\(UUID().uuidString)").path
        root = "\(outer)/root"
        for folder in ["root/a/b", "outside"] {
            try FileManager.default.createDirectory(atPath: "\(outer)/\(folder)", withIntermediateDirectories: true)
        }
        for (file, text) in ["root/a/file": "inner", "root/a/b/deep": "deep", "outside/file": "outer"] {
            try text.write(toFile: "\(outer)/\(file)", atomically: false, encoding: .utf8)
        }
        let links = [
            "root/inside": "a/b", "root/a/up": "../a/file", "root/out": "../outside", "root/absolute": "\(root)/a",
            "root/a/far": "../../outside/file", "root/loop": "loop", "root/proc": "/proc/self/root/etc/passwd",
            "root/a/b/chain": "../../inside/deep",
        ]
        for (link, target) in links {
            try FileManager.default.createSymbolicLink(atPath: "\(outer)/\(link)", withDestinationPath: target)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: outer) }
}

@Suite struct RootedFolderTests {
    private static func outcome(
        _ path: String, _ links: RootedFolder.Links, in root: String, byKernel: Bool
    ) -> String {
        do {
            let folder = try RootedFolder(root, usesKernel: byKernel)
            return folder.relative(try folder.open(path, links: links).path ?? "") ?? "elsewhere"
        } catch {
            return "\((error as? PathError)?.kind ?? .system)"
        }
    }

    /// Both ways of resolving come to the same, whatever the kernel can do.
    @Test(
        arguments: [
            (".", "."), ("a", "a"), ("a/file", "a/file"), ("./a//b/../file", "a/file"), ("a/b/..", "a"), ("a/..", "."),
            ("inside", "a/b"), ("inside/deep", "a/b/deep"), ("a/up", "a/file"), ("a/b/chain", "a/b/deep"),
            ("..", "outside"), ("../root/a", "outside"), ("a/../../outside", "outside"), ("out", "outside"),
            ("out/file", "outside"), ("a/far", "outside"), ("/etc", "outside"), ("absolute", "outside"),
            ("absolute/file", "outside"), ("proc", "outside"), ("none", "missing"), ("none/x", "missing"),
            ("a/none", "missing"), ("a/file/x", "notFolder"), ("loop", "link"), ("loop/x", "link"), ("", "system"),
            ("a\0b", "system"),
        ], [true, false])
    func pathsStayInside(_ expected: (path: String, outcome: String), byKernel: Bool) throws {
        let tree = try Tree()
        #expect(
            Self.outcome(expected.path, .inside, in: tree.root, byKernel: byKernel) == expected.outcome,
            "\(expected.path)")
    }

    @Test(
        arguments: [
            ("a/file", "a/file"), ("a/b/../file", "a/file"), ("inside", "link"), ("inside/deep", "link"),
            ("a/up", "link"), ("out", "link"), ("out/file", "link"), ("..", "outside"),
        ], [true, false])
    func linksCanBeRejected(_ expected: (path: String, outcome: String), byKernel: Bool) throws {
        let tree = try Tree()
        #expect(
            Self.outcome(expected.path, .never, in: tree.root, byKernel: byKernel) == expected.outcome,
            "\(expected.path)")
    }

    @Test(arguments: [true, false]) func filesAreMadeInsideOnly(byKernel: Bool) throws {
        let tree = try Tree()
        let folder = try RootedFolder(tree.root, usesKernel: byKernel)
        let flags = O_WRONLY | O_CREAT | O_EXCL
        _ = try folder.open("inside/new", flags: flags, mode: 0o600)
        #expect(FileManager.default.fileExists(atPath: "\(tree.root)/a/b/new"))
        for path in ["out/new", "../new", "a/far/new"] {
            #expect(throws: PathError.self) { try folder.open(path, flags: flags, mode: 0o600) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(tree.outer)/outside") == ["file"])
    }

    @Test(arguments: [true, false]) func whatWasOpenedStaysWhatItIs(byKernel: Bool) throws {
        let tree = try Tree()
        let file = try RootedFolder(tree.root, usesKernel: byKernel).open("a/b")
        let identity = try #require(file.identity)
        #expect(FileIdentity("\(tree.root)/a/b") == identity)
        try FileManager.default.moveItem(atPath: "\(tree.root)/a/b", toPath: "\(tree.root)/moved")
        try FileManager.default.createSymbolicLink(
            atPath: "\(tree.root)/a/b", withDestinationPath: "\(tree.outer)/outside")
        #expect(file.identity == identity)
        #expect(file.path == "\(tree.root)/moved")
        #expect(FileIdentity("\(tree.root)/a/b") != identity)
    }

    /// A folder that is swapped for a link again and again never leads out.
    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func aSwapOnTheWayLeadsNowhere(byKernel: Bool) async throws
    {
        let tree = try Tree()
        let (root, outer) = (tree.root, tree.outer)
        try FileManager.default.createSymbolicLink(atPath: "\(outer)/swap", withDestinationPath: "\(outer)/outside")
        let swapper = Task.detached {
            while !Task.isCancelled {
                _ = renameat2("\(outer)/swap", "\(root)/a", exchanging: true)
            }
        }
        let folder = try RootedFolder(root, usesKernel: byKernel)
        for _ in 0..<2_000 {
            guard let file = try? folder.open("a/file", flags: O_RDONLY) else { continue }
            var bytes = [UInt8](repeating: 0, count: 8)
            let count = read(file.number, &bytes, bytes.count)
            #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "inner")
        }
        swapper.cancel()
        await swapper.value
        withExtendedLifetime(tree) {}
    }
}

/// Swaps two names, as well as that can be done with `rename` alone.
private func renameat2(_ one: String, _ other: String, exchanging: Bool) -> Bool {
    let aside = "\(one).aside"
    return rename(other, aside) == 0 && rename(one, other) == 0 && rename(aside, one) == 0
}

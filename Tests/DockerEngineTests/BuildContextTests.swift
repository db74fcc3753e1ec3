import DockerEngine
import DockerEngineTestSupport
import Foundation
import NIOCore
import Subprocess
import Testing

@Suite struct BuildContextTests {
    /// Writes the archive to a file and unpacks it with the system's tar.
    private func unpack(_ context: BuildContext, _ directory: TemporaryDirectory) async throws -> String {
        let file = directory.appending("archive.tar")
        let target = directory.appending("unpacked")
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        let handle = try #require(FileHandle(forWritingAtPath: file))
        for try await chunk in context.archive() { try handle.write(contentsOf: Data(chunk.readableBytesView)) }
        try handle.close()
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        try await shell("tar --extract --preserve-permissions --no-same-owner --file '\(file)' --directory '\(target)'")
        return target
    }

    @discardableResult
    private func shell(_ line: String) async throws -> String {
        let result = try await run(
            .name("sh"), arguments: ["-c", line], output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(line): \(result.standardError)")
        return result.standardOutput
    }

    @Test func theArchiveUnpacksToTheSameTree() async throws {
        try await TemporaryDirectory.with { directory in
            let source = directory.subdirectory("source")
            let long = String(repeating: "long-directory-name/", count: 12) + String(repeating: "f", count: 120)
            try source.write("Dockerfile", "FROM scratch\n")
            try source.write(long, "found")
            try source.write("umlauts/äöü €.txt", "unicode")
            try source.write("empty", "")
            try source.write("block", Data(repeating: 7, count: 512))
            try source.write("large", Data((0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 * 31) }))
            try await shell(
                """
                cd '\(source.path)' && mkdir void && chmod 700 void && chmod 4755 block && ln -s ../large umlauts/link \
                && ln -s '\(String(repeating: "x/", count: 90))' dangling && touch -d @1000000000 empty \
                && touch -d '1960-01-01 UTC' block
                """)
            let target = try await unpack(BuildContext(directory: source.path), directory)
            try await shell("diff --recursive --no-dereference '\(source.path)' '\(target)'")
            let listing =
                "find . -mindepth 1 -printf '%p %y %#m %T@ %l\\n' | sed 's/\\(\\.[0-9]*\\) / /' | LC_ALL=C sort"
            let sent = try await shell("cd '\(source.path)' && \(listing)").split(separator: "\n")
            let received = try await shell("cd '\(target)' && \(listing)").split(separator: "\n")
            #expect(sent == received)
            let owners = try await shell(
                "tar --list --verbose --numeric-owner --file '\(directory.appending("archive.tar"))'")
            #expect(owners.split(separator: "\n").allSatisfy { $0.contains(" 0/0 ") })
        }
    }

    @Test func ignoredFilesStayBehind() async throws {
        try await TemporaryDirectory.with { directory in
            let source = directory.subdirectory("source")
            for name in [
                "docker/Dockerfile", "src/a.swift", "src/a.o", "logs/old.log", "logs/keep/x", "logs/keep/y.o",
                ".git/HEAD",
            ] {
                try source.write(name, name)
            }
            try source.write(".dockerignore", "*\n!src\n**/*.o\n!logs/keep\nlogs/keep/*.o\n.dockerignore\n")
            let context = try BuildContext(directory: source.path, dockerfile: "docker/Dockerfile")
            let target = try await unpack(context, directory)
            let found = try await shell("cd '\(target)' && find . -type f | LC_ALL=C sort")
            #expect(
                found.split(separator: "\n") == [
                    "./.dockerignore", "./docker/Dockerfile", "./logs/keep/x", "./src/a.swift",
                ])
        }
    }

    @Test func aMissingDockerfileIsNoticedFirst() async throws {
        try await TemporaryDirectory.with { directory in
            let missing = #expect(throws: BuildContextError.self) { try BuildContext(directory: directory.path) }
            #expect(missing?.code == .dockerfileMissing)
            #expect(missing?.path == directory.appending("Dockerfile"))
            let outside = #expect(throws: BuildContextError.self) {
                try BuildContext(directory: directory.path, dockerfile: "../absent/Dockerfile")
            }
            #expect(outside?.code == .dockerfileMissing)
            let nowhere = #expect(throws: BuildContextError.self) {
                try BuildContext(directory: directory.appending("nowhere"))
            }
            #expect(nowhere?.code == .directoryMissing)
        }
    }

    /// The names in an archive, with tar's letter for their kind before them.
    private func listing(_ context: BuildContext, _ directory: TemporaryDirectory) async throws -> [String] {
        _ = try await unpack(context, directory)
        let lines = try await shell(
            "tar --list --verbose --quoting-style=escape --file '\(directory.appending("archive.tar"))' | sed -E "
                + "'s/^(.)[^ ]* +[^ ]+ +[^ ]+ [^ ]+ [^ ]+ /\\1 /'")
        return lines.split(separator: "\n").map(String.init)
    }

    @Test func whateverIsInAFolderCanBeSent() async throws {
        try await TemporaryDirectory.with { directory in
            let source = directory.subdirectory("source")
            try source.write("Dockerfile", "FROM scratch\n")
            try source.write("first", "1")
            try await shell("cd '\(source.path)' && mkfifo queue && ln first second && mknod null c 1 3")
            try UnixSocket.bind(source.appending("app.sock"))
            try Latin1File.create("caf", 0xE9, in: source.path)
            try Latin1File.link(source.appending("link"), to: "caf", 0xE9)
            let context = try BuildContext(directory: source.path)
            #expect(
                try await listing(context, directory) == [
                    "- Dockerfile", "- caf\\351", "- first", "l link -> caf\\351", "c null", "p queue",
                    "h second link to first",
                ])
        }
    }

    @Test(arguments: ["uploads", "uploads/*", "uploads/caf?.jpg", "**/*.jpg", "u*\n!uploads/x"])
    func aNameThatIsNoUTF8CanBeIgnored(rules: String) async throws {
        try await TemporaryDirectory.with { directory in
            let source = directory.subdirectory("source")
            try source.write("Dockerfile", "FROM scratch\n")
            try await shell(
                "mkdir '\(source.appending("uploads"))'; cd '\(source.appending("uploads"))'; : > \"$(printf 'caf\\351.jpg')\""
            )
            try source.write(".dockerignore", rules)
            let names = try await listing(BuildContext(directory: source.path), directory)
            #expect(names.allSatisfy { !$0.contains("caf") }, "\(names)")
        }
    }

    @Test func anIgnoreFileIsBytesLikeTheNamesItIsFor() async throws {
        try await TemporaryDirectory.with { directory in
            let source = directory.subdirectory("source")
            try source.write("Dockerfile", "FROM scratch\n")
            try Latin1File.create("caf", 0xE9, in: source.path)
            try Latin1File.create("caf", 0xE8, in: source.path)
            try source.write(
                ".dockerignore", Data(Array("# caf".utf8) + [0xE9, 0x0A] + Array("caf".utf8) + [0xE9, 0x0A]))
            let names = try await listing(BuildContext(directory: source.path), directory)
            #expect(names == ["- .dockerignore", "- Dockerfile", "- caf\\350"])
        }
    }

    @Test func theDockerfilesOwnIgnoreFileGoesFirst() async throws {
        try await TemporaryDirectory.with { directory in
            let source = directory.subdirectory("source")
            for name in ["web.Dockerfile", "Dockerfile", "a", "b"] { try source.write(name, "FROM scratch\n") }
            try source.write(".dockerignore", "a\n")
            try source.write("web.Dockerfile.dockerignore", "b\n*.dockerignore\n")
            let own = try await listing(
                BuildContext(directory: source.path, dockerfile: "web.Dockerfile"), directory)
            #expect(own.contains("- a") && !own.contains("- b"), "\(own)")
            let usual = try await listing(BuildContext(directory: source.path), directory)
            #expect(!usual.contains("- a") && usual.contains("- b"), "\(usual)")
        }
    }

    @Test func aDockerfileMayLieElsewhere() async throws {
        try await TemporaryDirectory.with { directory in
            let source = directory.subdirectory("source")
            try source.write("a", "1")
            try directory.write("docker/app.Dockerfile", "FROM scratch\n# elsewhere\n")
            let context = try BuildContext(directory: source.path, dockerfile: "../docker/app.Dockerfile")
            let target = try await unpack(context, directory)
            #expect(context.dockerfile.hasPrefix(".dockerfile."))
            #expect(
                try String(contentsOfFile: "\(target)/\(context.dockerfile)", encoding: .utf8).contains("elsewhere"))
            let ignored = try String(contentsOfFile: "\(target)/.dockerignore", encoding: .utf8)
            #expect(Set(ignored.split(separator: "\n")) == [".dockerignore", Substring(context.dockerfile)])

            // A link leads to the file itself, within the context as well.
            try await shell(
                "cd '\(source.path)' && mkdir in && echo FROM scratch > in/real && ln -s in/real Dockerfile")
            #expect(try BuildContext(directory: source.path).dockerfile == "in/real")
        }
    }

    @Test func whatIsGoneWasNeverThere() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("Dockerfile", "FROM scratch\n")
            // The first chunk ends within this file; what comes after it has not been looked at by then.
            try directory.write("data", Data(count: 2_000_000))
            for name in ["file", "folder/file", "other"] { try directory.write(name, "x") }
            let context = try BuildContext(directory: directory.path)
            let whole = try await context.contentDigest()
            var chunks = context.archive().makeAsyncIterator()
            _ = try await chunks.next()
            try await shell("cd '\(directory.path)' && rm -r file folder && rm other && mkdir other")
            while try await chunks.next() != nil {}
            #expect(try await context.contentDigest() != whole)
        }
    }

    /// A log that is written to while it is sent is sent as it was; one that is begun anew has lost what was promised.
    @Test(arguments: [300_000, 5_000_000]) func aFileMayGrow(size: Int) async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("Dockerfile", "FROM scratch\n")
            try directory.write("data", Data(repeating: 7, count: size))
            var chunks = try BuildContext(directory: directory.path).archive().makeAsyncIterator()
            var archive = Data()
            if let first = try await chunks.next() { archive += Data(first.readableBytesView) }
            let handle = try #require(FileHandle(forWritingAtPath: directory.appending("data")))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(repeating: 8, count: 100_000))
            try handle.close()
            while let next = try await chunks.next() { archive += Data(next.readableBytesView) }
            try archive.write(to: URL(fileURLWithPath: directory.appending("archive.tar")))
            #expect(
                try await shell("tar --extract --to-stdout --file '\(directory.appending("archive.tar"))' data | wc -c")
                    .trimmingCharacters(in: .whitespacesAndNewlines) == "\(size)")
        }
    }

    @Test(arguments: [1, 700_000])
    func aFileThatLosesItsEndIsAnError(newSize: Int) async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("Dockerfile", "FROM scratch\n")
            // Larger than a chunk, so that the archive is still within the file when the first chunk is there.
            let size = 2_000_000
            try directory.write("data", Data(count: size))
            var chunks = try BuildContext(directory: directory.path).archive().makeAsyncIterator()
            _ = try await chunks.next()
            let handle = try #require(FileHandle(forWritingAtPath: directory.appending("data")))
            try handle.truncate(atOffset: UInt64(newSize))
            try handle.close()
            let error = await #expect(throws: BuildContextError.self) { while try await chunks.next() != nil {} }
            #expect(error?.code == .fileChanged)
            #expect(error?.path == "data")
        }
    }

    @Test func theDigestIsOfContentsNotOfTimes() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("Dockerfile", "FROM scratch\n")
            try directory.write("a", "1")
            let context = try BuildContext(directory: directory.path)
            let first = try await context.contentDigest()
            #expect(first.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
            try await shell("touch -d @1 '\(directory.appending("a"))'")
            #expect(try await context.contentDigest() == first)
            try directory.write("a", "2")
            let changed = try await context.contentDigest()
            #expect(changed != first)
            try await shell("cd '\(directory.path)' && mv a b")
            #expect(try await context.contentDigest() != changed)
            try await shell("cd '\(directory.path)' && mv b a && chmod 600 a")
            #expect(try await context.contentDigest() != changed)
        }
    }
}

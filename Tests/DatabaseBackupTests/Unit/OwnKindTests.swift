import Foundation
import Testing

@testable import DatabaseBackup

/// A kind of database that is nothing but a text: all that a new kind has to say.
private struct TextSource: DatabaseSource {
    static let engine = "text"

    let text: String

    var usualTarget: String { "note" }
    var origin: BackupOrigin { BackupOrigin(address: "memory", database: nil, system: nil) }

    func engine(in context: EngineContext) -> any BackupEngine { TextEngine(text: text) }

    static func reader(toolDirectory: String?, log: @escaping @Sendable (String) -> Void) -> any CopyReader {
        TextReader()
    }
}

private struct TextEngine: BackupEngine {
    let text: String

    func prepare() async throws -> any PreparedSource { PreparedText(text: text) }
}

private struct PreparedText: PreparedSource {
    let text: String

    var description: CopyDescription {
        CopyDescription(
            engine: TextSource.engine, database: "note", format: "text", compression: "none", clientVersion: "1")
    }
    var facts: SourceFacts {
        SourceFacts(serverVersion: "1", serverIdentity: nil, encoding: "UTF-8", objects: ["lines": 1])
    }
    var reader: any CopyReader { TextReader() }

    func dump(into directory: Directory) async throws -> [StoredFile] {
        let file = try directory.createFile("note.txt")
        try Data(text.utf8).write(to: URL(filePath: directory.path(of: "note.txt")))
        try file.synchronize()
        let digest = try FileDigest(of: "note.txt", in: directory)
        return [StoredFile(name: "note.txt", bytes: digest.bytes, sha256: digest.sha256)]
    }
}

private struct TextReader: CopyReader {
    func read(_ files: [StoredFile], in directory: Directory) async throws -> Verification {
        let text = try String(contentsOfFile: directory.path(of: files[0].name), encoding: .utf8)
        guard text.hasSuffix(".") else { throw BackupError(.truncated, stage: .check, "the note has no end") }
        return Verification(level: .read, counts: ["letters": text.count], checks: ["ends with a full stop"])
    }
}

/// Whoever adds a kind of database writes it, and nothing else: the rest is the same for all.
@Suite struct OwnKindTests {
    @Test func aKindOfItsOwnIsBackedUpFoundAndKept() async throws {
        let folder = try TemporaryDirectory()
        for number in 1...3 {
            let request = BackupRequest(
                target: BackupTarget(TextSource(text: "Note \(number).")), destination: folder.path,
                token: "run/\(number)", keep: 2)
            let outcome = try await BackupRunner().run(request)
            #expect(outcome.backup.manifest.engine == "text")
            #expect(outcome.backup.manifest.target == "note")
            #expect(outcome.backup.manifest.verification.counts == ["letters": 7])
        }
        let store = BackupStore(destination: folder.path)
        #expect(try store.list(target: "note").count == 2)
        #expect(try await store.findBackup(target: "note", token: "run/3") != nil)
        #expect(try await store.findBackup(target: "note", token: "run/1") == nil)
    }

    @Test func aCopyThatItsReaderRejectsIsNotPublished() async throws {
        let folder = try TemporaryDirectory()
        let request = BackupRequest(
            target: BackupTarget(TextSource(text: "no end")), destination: folder.path, token: nil, keep: nil)
        await #expect(throws: BackupError.self) { try await BackupRunner().run(request) }
        #expect(try BackupStore(destination: folder.path).list().isEmpty)
    }
}

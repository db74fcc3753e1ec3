import Foundation
import Journal
import LuaValues
import Synchronization
import TextSafety

/// What a run's secrets are known by in a later process that does not have them: names and fingerprints, in a file
/// beside the run's log. It is encrypted with a key that lies elsewhere and is in no journal.
final class SecretLedger: Sendable {
    /// One value that was opened.
    struct Entry: Hashable, Sendable {
        let name: String
        let fingerprints: FingerprintSet
    }

    private let file: PrivateFile
    private let keyFile: PrivateFile
    private let written = Mutex<[Entry]?>(nil)

    init(run: RunID, of project: Project) {
        file = PrivateFile(project.folder(of: run.description).appendingPathComponent("secrets").path)
        keyFile = PrivateFile(project.state.appendingPathComponent("secrets.key").path)
    }

    /// What the run has opened.
    /// - Throws: `SecretLedgerError` where the file is damaged or encrypted with another key.
    func entries() throws -> [Entry] {
        guard let sealed = try file.read() else { return [] }
        guard let bytes = try keyFile.read(), let key = FingerprintKey(bytes) else {
            throw SecretLedgerError(file: keyFile.path, reason: "it is missing or damaged")
        }
        guard let opened = try? key.open(sealed), let list = try? LuaValue(decoding: opened).table?.items else {
            throw SecretLedgerError(file: file.path, reason: "it is damaged, or \(keyFile.path) is another one")
        }
        return list.compactMap { item in
            guard let name = item["name"].string, let forms = item["forms"].luaString,
                let fingerprints = FingerprintSet(forms, key: key)
            else { return nil }
            return Entry(name: name, fingerprints: fingerprints)
        }
    }

    /// Keeps the fingerprints of a value; they are on disk when this returns.
    func keep(_ name: String, _ value: String) throws {
        do {
            let key = try key()
            try add([Entry(name: name, fingerprints: FingerprintSet(of: value, key: key))], key)
        } catch {
            throw StepError(
                code: "secret.not_kept",
                "secret '\(name)' is not given away, since its value could not be masked after a restart: \(error)")
        }
    }

    /// Takes over what another run has opened.
    func adopt(_ other: SecretLedger) throws {
        let theirs = try other.entries()
        if !theirs.isEmpty { try add(theirs, try key()) }
    }

    private func add(_ entries: [Entry], _ key: FingerprintKey) throws {
        try written.withLock { written in
            // What cannot be read masks nothing any more; it must not keep the run from going on.
            var all = written ?? (try? self.entries()) ?? []
            let news = entries.filter { !all.contains($0) }
            guard !news.isEmpty else { return }
            all += news
            let list = LuaValue.list(
                all.map { ["name": .string($0.name), "forms": .bytes($0.fingerprints.bytes)] })
            try file.write(try key.seal(list.encoded()))
            written = all
        }
    }

    /// The project's key, made where there is none.
    private func key() throws -> FingerprintKey {
        if let bytes = try keyFile.read() {
            guard let key = FingerprintKey(bytes) else {
                throw SecretLedgerError(file: keyFile.path, reason: "it is damaged; remove it")
            }
            return key
        }
        var random = SystemRandomNumberGenerator()
        try keyFile.create((0..<FingerprintKey.size).map { _ in UInt8.random(in: 0...255, using: &random) })
        // Another process may have been first.
        guard let key = try keyFile.read().flatMap(FingerprintKey.init) else {
            throw SecretLedgerError(file: keyFile.path, reason: "it cannot be read")
        }
        return key
    }
}

/// A ledger that cannot be used.
struct SecretLedgerError: Error, CustomStringConvertible {
    let file: String
    let reason: String

    var description: String { "\(file): \(reason)" }
}

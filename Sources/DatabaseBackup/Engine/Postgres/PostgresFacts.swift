import Foundation

/// What a server answers before a dump.
struct PostgresFacts: Sendable {
    let version: PostgresVersion
    let database: String
    let unreadable: [String]
    /// What distinguishes the cluster from every other; nil where the user may not ask.
    let system: String?
    /// Whether the connection was encrypted; nil where the server does not say, as behind a pooler.
    let isEncrypted: Bool?
    let facts: SourceFacts

    /// - Parameters:
    ///   - output: what `psql` printed for ``PostgresQuery``: the system identifier, if the user may read it, then the
    ///     facts as one line of JSON.
    init(output: [UInt8]) throws {
        let lines = output.split(separator: UInt8(ascii: "\n"))
        guard let last = lines.last, let answer = try? JSONDecoder().decode(Answer.self, from: Data(last)) else {
            throw BackupError(.dumpFailed, stage: .preflight, "the server's answer about itself cannot be read")
        }
        system = lines.count > 1 ? String(decoding: lines[lines.count - 2], as: UTF8.self) : nil
        version = PostgresVersion(number: answer.versionNumber, text: answer.version)
        database = answer.database
        unreadable = answer.unreadable ?? []
        isEncrypted = answer.encrypted
        facts = SourceFacts(
            serverVersion: answer.version, serverIdentity: system.map { "\($0)/\(answer.oid)" },
            encoding: answer.encoding, objects: answer.objects)
    }

    /// Rejects a database that cannot be copied completely.
    func requireComplete(database expected: String, user: String) throws {
        guard database == expected else {
            throw BackupError(
                .notFound, stage: .preflight,
                "requested database '\(PrintableText.line(expected))', the server opened '\(PrintableText.line(database))'"
            )
        }
        guard unreadable.isEmpty else {
            let names = unreadable.map { PrintableText.line($0) }.joined(separator: ", ")
            throw BackupError(
                .privileges, stage: .preflight, "user '\(user)' cannot read all of: \(names)",
                hint: PostgresDiagnosis.readAll(version) + ", and BYPASSRLS where row-level security is on")
        }
    }

    private struct Answer: Decodable {
        let version: String
        let versionNumber: Int
        let database: String
        let oid: Int
        let encoding: String
        let encrypted: Bool?
        let objects: [String: Int]
        let unreadable: [String]?

        enum CodingKeys: String, CodingKey {
            case version
            case versionNumber = "version_number"
            case database, oid, encoding, encrypted, objects, unreadable
        }
    }
}

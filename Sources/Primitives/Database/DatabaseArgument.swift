import DatabaseBackup
import Foundation
import LuaValues
import Recipes

/// A database as an environment describes it.
struct DatabaseArgument: Sendable {
    static let engine = PrimitiveOption<String>.required(
        "engine", .enumeration("postgres", "sqlite"), "the kind of database")
    static let target = PrimitiveOption<String?>.optional(
        "target", .backupTarget,
        "what the backups are called; else after the database or its file. Only backups of this very database count for keep"
    )
    static let path = PrimitiveOption<String?>.optional("path", .name, "SQLite: the file, relative to the project")
    static let host = PrimitiveOption<String?>.optional("host", .name, "the server")
    static let port = PrimitiveOption<Int>.defaulted("port", .integer(1...65535), 5432, "the server's port")
    static let socket = PrimitiveOption<String?>.optional(
        "socket", .name, "folder of the server's socket, instead of host")
    static let name = PrimitiveOption<String?>.optional("name", .name, "the database's name")
    static let user = PrimitiveOption<String?>.optional("user", .name, "the user")
    static let password = PrimitiveOption<TextOrSecret?>.optional(
        "password", .textOrSecret, "the password, as a secret")
    static let sslMode = PrimitiveOption<PostgresTLS.Mode?>.optional(
        "sslmode", .sslMode,
        "how the connection is secured; else PGSSLMODE, else by TLS where the server offers it")
    static let sslRootCertificate = PrimitiveOption<String?>.optional(
        "sslrootcert", .name, "the authority that the server's certificate is checked by: a file, or \"system\"")
    static let sslCertificate = PrimitiveOption<String?>.optional("sslcert", .name, "the certificate we show, a file")
    static let sslKey = PrimitiveOption<String?>.optional("sslkey", .name, "its key, a file")

    static let options: [AnyOption] = [
        engine.erased, target.erased, path.erased, host.erased, port.erased, socket.erased, name.erased, user.erased,
        password.erased, sslMode.erased, sslRootCertificate.erased, sslCertificate.erased, sslKey.erased,
    ]

    let values: OptionValues

    /// The name in titles.
    var title: String {
        values.text(of: "target") ?? values.text(of: "name")
            ?? values.text(of: "path")?.split(separator: "/").last.map(String.init) ?? ""
    }

    /// The backups' name.
    var id: String? {
        values.text(of: "target") ?? values.text(of: "name")
            ?? path.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }
    }

    /// The file of an SQLite database.
    var path: String? { values.text(of: "engine") == "sqlite" ? values.text(of: "path") : nil }

    /// What the backup module needs to know.
    /// - Throws: `StepError` naming what is missing.
    func target(in step: StepContext) throws -> BackupTarget {
        if try values[Self.engine] == "sqlite" {
            guard let path = try values[Self.path] else { throw Self.missing("path", "sqlite") }
            return try named(.sqlite(path: try file(path, in: step)))
        }
        guard let name = try values[Self.name] else { throw Self.missing("name", "postgres") }
        guard let user = try values[Self.user] else { throw Self.missing("user", "postgres") }
        let server: PostgresSource.Server
        if let socket = try values[Self.socket] {
            server = .socket(directory: socket, port: UInt16(clamping: try values[Self.port]))
        } else if let host = try values[Self.host] {
            server = .tcp(host: host, port: UInt16(clamping: try values[Self.port]))
        } else {
            throw Self.missing("host", "postgres")
        }
        let secrets = step.run.secrets
        let password: PasswordSource =
            try values[Self.password].map { text in .provided { try text.open(with: secrets) } } ?? .none
        return try named(
            .postgres(
                PostgresSource(
                    server: server, database: name, user: user, password: password,
                    tls: try tls(of: step.run.project))))
    }

    private func named(_ source: DatabaseSource) throws -> BackupTarget {
        try values[Self.target].map { BackupTarget(id: $0, source: source) } ?? BackupTarget(source)
    }

    private func tls(of project: Project) throws -> PostgresTLS {
        func path(_ option: PrimitiveOption<String?>) throws -> String? {
            try values[option].map { $0 == "system" ? $0 : project.resolve($0).path }
        }
        return PostgresTLS(
            mode: try values[Self.sslMode], rootCertificate: try path(Self.sslRootCertificate),
            certificate: try path(Self.sslCertificate), key: try path(Self.sslKey))
    }

    /// The file without links; where there is none, its path as it was meant, which the error then names.
    private func file(_ path: String, in step: StepContext) throws(StepError) -> String {
        guard let place = try step.place(path, option: "path") else { return step.run.project.resolve(path).path }
        let isOurs = place.inProject.map(step.authority.protected.touchesState) ?? false
        if isOurs, step.authority.library != nil {
            throw StepError(
                code: "path.refused", "\(path) is Moondock's own record, and not for libraries to copy",
                fields: ["option": "path"])
        }
        return place.path
    }

    private static func missing(_ key: String, _ engine: String) -> StepError {
        StepError(
            code: "invalid_option", "backup_db: database of engine '\(engine)' needs '\(key)'",
            fields: ["option": "database"])
    }
}

extension OptionType where Value == DatabaseArgument {
    /// A database.
    static let database = OptionType<OptionValues>.record(
        "a database like { engine = \"sqlite\", path = \"data/shop.sqlite\" }", DatabaseArgument.options
    ).map { values, _ in DatabaseArgument(values: values) }
}

extension OptionType where Value == String {
    /// What backups are called.
    static let backupTarget = OptionType.name.map { text, optionPath throws(OptionError) in
        guard BackupTarget.isIdentifier(text) else {
            throw OptionError(
                "'\(optionPath)' cannot be part of the names of backups: \(LuaValue.string(text))",
                option: optionPath.lastKey,
                hint:
                    "target has 1 to 64 letters, digits, '.', '_' or '-', and begins with a letter or digit, not with 'del-'"
            )
        }
        return text
    }
}

extension OptionType where Value == PostgresTLS.Mode {
    /// libpq's words.
    static let sslMode = OptionType<String>.enumeration(
        "disable", "allow", "prefer", "require", "verify-ca", "verify-full"
    ).map { word, optionPath throws(OptionError) in
        guard let mode = PostgresTLS.Mode(rawValue: word) else {
            throw OptionError("'\(optionPath)' is no sslmode: \(word)", option: optionPath.lastKey)
        }
        return mode
    }
}

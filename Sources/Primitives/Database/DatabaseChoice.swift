import DatabaseBackup
import Foundation
import LuaRuntime
import Recipes

/// A database as an environment describes it.
struct DatabaseChoice: Sendable {
    static let engine = PrimitiveOption<String>.required("engine", .word("postgres", "sqlite"), "the kind of database")
    static let target = PrimitiveOption<String?>.optional("target", .name, "the backups' name; else the database's")
    static let path = PrimitiveOption<String?>.optional("path", .name, "SQLite: the file, relative to the project")
    static let host = PrimitiveOption<String?>.optional("host", .name, "the server")
    static let port = PrimitiveOption<Int>.defaulted("port", .integer(1...65535), 5432, "the server's port")
    static let socket = PrimitiveOption<String?>.optional(
        "socket", .name, "folder of the server's socket, instead of host")
    static let name = PrimitiveOption<String?>.optional("name", .name, "the database's name")
    static let user = PrimitiveOption<String?>.optional("user", .name, "the user")
    static let password = PrimitiveOption<TextOrSecret?>.optional(
        "password", .textOrSecret, "the password, as a secret")

    static let options: [AnyOption] = [
        engine.erased, target.erased, path.erased, host.erased, port.erased, socket.erased, name.erased, user.erased,
        password.erased,
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
            guard let path, let id else { throw Self.missing("path", "sqlite") }
            return BackupTarget(id: id, source: .sqlite(path: try file(path, in: step)))
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
        return BackupTarget(
            id: try values[Self.target] ?? name,
            source: .postgres(PostgresSource(server: server, database: name, user: user, password: password)))
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

extension OptionType where Value == DatabaseChoice {
    /// A database.
    static let database = OptionType<OptionValues>.record(
        "a database like { engine = \"sqlite\", path = \"data/shop.sqlite\" }", DatabaseChoice.options
    ).map { values, _ in DatabaseChoice(values: values) }
}

import DatabaseBackup
import Foundation
import LuaValues
import Recipes

/// A database of a PostgreSQL server.
enum PostgresDatabase: DatabaseKind {
    static let engine = PostgresSource.engine
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

    static let options = [
        host.erased, port.erased, socket.erased, name.erased, user.erased, password.erased, sslMode.erased,
        sslRootCertificate.erased, sslCertificate.erased, sslKey.erased,
    ]

    static func source(_ values: OptionValues, in step: StepContext) throws -> any DatabaseSource {
        guard let name = try values[name] else { throw missing("name") }
        guard let user = try values[user] else { throw missing("user") }
        let server: PostgresSource.Server
        if let socket = try values[socket] {
            server = .socket(directory: socket, port: UInt16(clamping: try values[port]))
        } else if let host = try values[host] {
            server = .tcp(host: host, port: UInt16(clamping: try values[port]))
        } else {
            throw missing("host")
        }
        let secrets = step.run.secrets
        let password: PasswordSource =
            try values[password].map { text in .provided { try text.open(with: secrets) } } ?? .none
        return PostgresSource(
            server: server, database: name, user: user, password: password, tls: try tls(values, of: step.run.project))
    }

    private static func tls(_ values: OptionValues, of project: Project) throws -> PostgresTLS {
        func path(_ option: PrimitiveOption<String?>) throws -> String? {
            try values[option].map { $0 == "system" ? $0 : project.resolve($0).path }
        }
        return PostgresTLS(
            mode: try values[sslMode], rootCertificate: try path(sslRootCertificate),
            certificate: try path(sslCertificate), key: try path(sslKey))
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

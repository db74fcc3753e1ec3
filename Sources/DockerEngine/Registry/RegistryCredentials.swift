import Foundation

/// What proves to a registry who we are. Printing it shows the user, never the secret.
public struct RegistryCredentials: Sendable, Hashable {
    private enum Secret: Sendable, Hashable {
        case password(String)
        case identityToken(String)
    }

    /// The user's name; empty with an identity token.
    public let username: String
    /// The registry these are for, as it goes to the engine.
    public let server: String
    private let secret: Secret

    /// A user's name and password, or an access token in the password's place.
    public init(username: String, password: String, server: String) {
        self.username = username
        self.server = server
        secret = .password(password)
    }

    /// A token that stands for user and password both.
    public init(identityToken: String, server: String) {
        username = ""
        self.server = server
        secret = .identityToken(identityToken)
    }

    private struct Wire: Encodable {
        var username: String?
        var password: String?
        var identitytoken: String?
        var serveraddress: String
    }

    private var wire: Wire {
        switch secret {
        case .password(let password): Wire(username: username, password: password, serveraddress: server)
        case .identityToken(let token): Wire(identitytoken: token, serveraddress: server)
        }
    }

    /// The value of `X-Registry-Auth`.
    static func header(_ credentials: RegistryCredentials?) -> String {
        guard let credentials else { return base64URL(Data("{}".utf8)) }
        return base64URL((try? encoder.encode(credentials.wire)) ?? Data())
    }

    /// The value of `X-Registry-Config`: credentials for several registries by their names.
    static func header(_ credentials: [String: RegistryCredentials]) -> String {
        base64URL((try? encoder.encode(credentials.mapValues(\.wire))) ?? Data())
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// RFC 4648 §5, with padding, as the engine expects it.
    private static func base64URL(_ data: Data) -> String {
        String(data.base64EncodedString().map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}

extension RegistryCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// User and registry, without the secret.
    public var description: String {
        "credentials for \(server)" + (username.isEmpty ? "" : " as \(username)")
    }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Shows no more than `description` does, so that `dump` cannot show the secret either.
    public var customMirror: Mirror { Mirror(self, children: ["server": server, "username": username]) }
}

/// What proves to a registry who we are. Printing it shows the user, never the secret.
public struct RegistryCredentials: Sendable, Hashable {
    /// What must not be printed; for the modules of this package that send it.
    package enum Secret: Sendable, Hashable {
        case password(String)
        case identityToken(String)
    }

    /// The user's name; empty with an identity token.
    public let username: String
    /// The registry these are for, as it goes to the engine.
    public let server: String
    package let secret: Secret

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

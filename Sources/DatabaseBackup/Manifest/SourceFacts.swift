/// What is known about the database a backup was taken from.
public struct SourceFacts: Sendable, Hashable, Codable {
    /// Server version, such as `15.18`; for SQLite the version of the library.
    public let serverVersion: String
    /// What distinguishes this server from another: PostgreSQL's system identifier and the database's object id.
    /// Nil when the engine has no such thing or the user may not read it.
    public let serverIdentity: String?
    /// Character encoding of the database.
    public let encoding: String?
    /// User objects by kind, for example `tables` and `views`, counted in the source.
    public let objects: [String: Int]

    /// Describes a source.
    public init(serverVersion: String, serverIdentity: String?, encoding: String?, objects: [String: Int]) {
        self.serverVersion = serverVersion
        self.serverIdentity = serverIdentity
        self.encoding = encoding
        self.objects = objects
    }

    enum CodingKeys: String, CodingKey {
        case serverVersion = "server_version"
        case serverIdentity = "server_identity"
        case encoding, objects
    }
}

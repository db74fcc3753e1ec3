import Crypto
import TextFormats

/// Which database a backup was taken from: this one and no other, whatever two of them are called.
public struct BackupOrigin: Sendable, Hashable, Codable {
    /// Host and port of the server, directory and port of its socket, or the real path of an SQLite file.
    public let address: String
    /// The database's name on its server; nil for an SQLite file.
    public let database: String?
    /// What distinguishes the server from every other, a copy of it at another address excepted; nil where it does not
    /// say.
    public let system: String?

    /// Describes a database; see the properties for the parameters' meaning.
    public init(address: String, database: String?, system: String?) {
        self.address = address
        self.database = database
        self.system = system
    }

    /// Whether both are at one place, whatever is said of the server.
    func isAtSamePlace(as other: BackupOrigin) -> Bool { address == other.address && database == other.database }

    /// A short text for the place, for names of files.
    var mark: String {
        let place = "\(address)\u{0}\(database ?? "")"
        return String(SHA256.hash(data: Array(place.utf8)).hexadecimal.prefix(Self.markLength))
    }

    static let markLength = 12
}

extension BackupManifest {
    /// Where the backup is from, as far as it says so. Manifests of old say it of SQLite files only.
    var knownOrigin: BackupOrigin? {
        origin ?? (engine == SQLiteSource.engine ? BackupOrigin(address: database, database: nil, system: nil) : nil)
    }
}

/// What an engine knows of one volume.
public struct VolumeInspection: Sendable, Decodable {
    /// The volume's name.
    public var name: String
    /// What it is made with, `local`.
    public var driver: String
    /// Where its files are on the engine's machine.
    public var mountpoint: String
    /// Its labels.
    public var labels: [String: String]?

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case mountpoint = "Mountpoint"
        case labels = "Labels"
    }
}

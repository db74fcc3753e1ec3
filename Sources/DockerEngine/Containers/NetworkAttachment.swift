/// A network a container is part of.
public struct NetworkAttachment: Sendable, Hashable {
    /// The network's name or id.
    public var network: String
    /// Further names by which other containers of the network find this one.
    public var aliases: [String]

    /// Describes an attachment; see the properties for their meaning.
    public init(_ network: String, aliases: [String] = []) {
        self.network = network
        self.aliases = aliases
    }
}

/// How the transfer of one layer, or of an image as a whole, goes on.
public struct TransferProgress: Sendable, Hashable {
    /// The layer's short id, or the tag; nil for a remark on the whole.
    public var id: String?
    /// What happens, in the engine's words: `Pushing`, `Layer already exists`.
    public var status: String
    /// How many bytes are through, when known.
    public var current: Int64?
    /// How many bytes there are, when known.
    public var total: Int64?

    /// Makes a progress remark; see the properties for their meaning.
    public init(id: String? = nil, status: String, current: Int64? = nil, total: Int64? = nil) {
        self.id = id
        self.status = status
        self.current = current
        self.total = total
    }

    init?(_ message: TransferMessage) {
        guard let status = message.status else { return nil }
        self.init(
            id: message.id, status: status, current: message.progressDetail?.current,
            total: message.progressDetail?.total)
    }
}

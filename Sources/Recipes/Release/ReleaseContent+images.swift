public import LuaValues

/// An image of a release.
public struct ReleaseImage: Hashable, Sendable {
    /// Where in what the build returned it stands, such as `web`.
    public let name: String
    /// The name it was tagged with.
    public let tag: String
    /// Its id on the engine that built it.
    public let id: String
    /// Its digest in a registry; `nil` where it was not pushed.
    public let digest: String?
    /// The reference by that digest.
    public let pinned: String?
}

extension ReleaseContent {
    /// The images, by their places.
    public var images: [ReleaseImage] { Self.images(in: .table(artifacts), at: "").sorted { $0.name < $1.name } }

    private static func images(in value: LuaValue, at place: String) -> [ReleaseImage] {
        func inside(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }
        switch value {
        case .handle(let handle) where handle.kind == "image":
            return [
                ReleaseImage(
                    name: place, tag: handle["tag"].string ?? "", id: handle["id"].string ?? "",
                    digest: handle["digest"].string, pinned: handle["pinned"].string)
            ]
        case .table(let table):
            return table.items.enumerated().flatMap { images(in: $0.element, at: inside("\($0.offset + 1)")) }
                + table.fields.flatMap { images(in: $0.value, at: inside($0.key)) }
        default: return []
        }
    }

    /// What in a build's result has no place in a release; `nil` for nothing.
    public static func fault(inArtifacts value: LuaValue) -> String? {
        switch value {
        case .handle(let handle) where handle.kind != "image":
            return "a release keeps images and plain values, and this is a \(handle.kind)"
        case .table(let table):
            let own = ["application", "images", "version"].first { table[$0] != .nil }
            if let own { return "the name '\(own)' is the release's own; give what was built another one" }
            return (table.items + table.fields.values).lazy.compactMap { inner in
                if case .table(let nested) = inner {
                    return (nested.items + Array(nested.fields.values)).lazy.compactMap { fault(inArtifacts: $0) }.first
                }
                return fault(inArtifacts: inner)
            }.first
        default: return nil
        }
    }
}

/// A library as a run has it.
public struct PinnedLibrary: Hashable, Sendable {
    /// What logs and journals call it: `acme/slack@1.4.2`.
    public let id: String
    /// Where it came from.
    public let source: LibrarySource
    /// The hash of all its files.
    public let tree: TreeHash
    /// The modules that others may require.
    public let exports: [String]
    /// What it needs, with the author's reasons.
    public let needs: [Grant: String]
    /// What the project grants it.
    public let grants: [Grant]
    /// The libraries it uses itself: the names it requires them by, and their ids.
    public var aliases: [String: String]
    /// The Lua files of its modules and recipes, by path.
    public let files: [String: [UInt8]]

    /// Makes a library.
    public init(
        id: String, source: LibrarySource, tree: TreeHash, exports: [String], needs: [Grant: String], grants: [Grant],
        aliases: [String: String], files: [String: [UInt8]]
    ) {
        self.id = id
        self.source = source
        self.tree = tree
        self.exports = exports
        self.needs = needs
        self.grants = grants
        self.aliases = aliases
        self.files = files
    }

    /// The file of one of its modules; `nil` where there is none.
    public func file(of module: String) -> String? {
        let base = "lib/" + module.replacing(".", with: "/")
        return ["\(base).lua", "\(base)/init.lua"].first { files[$0] != nil }
    }

    /// The needs that the project does not grant, with their reasons, in order.
    public var missingGrants: [(need: Grant, reason: String)] {
        needs.filter { need, _ in !grants.contains { $0.overlaps(need) } }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Whether it may make a call.
    /// - Parameters:
    ///   - name: the kind of effect.
    ///   - subject: what the call is about, in words.
    ///   - covers: whether a grant of that kind is about it.
    /// - Returns: `nil` where it may, else why not.
    public func denial(_ name: Grant.Name, _ subject: String?, covers: (Grant) -> Bool) -> String? {
        let text = subject.map { "\(name.rawValue) \($0)" } ?? name.rawValue
        guard needs.keys.contains(where: { $0.name == name && covers($0) }) else {
            return "it does not request '\(text)' in its own manifest"
        }
        guard grants.contains(where: { $0.name == name && covers($0) }) else {
            return "it requests '\(text)', but moondock.lua does not grant it"
        }
        return nil
    }
}

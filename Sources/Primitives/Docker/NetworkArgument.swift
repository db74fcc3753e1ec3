import DockerEngine
import LuaValues
import Recipes

/// The networks a container is part of.
struct NetworkArgument: Hashable, Sendable {
    /// `host`, `none` or `container:NAME`, which is then all there is.
    var mode: String?
    /// The networks to join.
    var names: [String] = []

    /// Whether it has its host's network.
    var isHost: Bool { mode == "host" }
    /// Whether it has another container's network, whatever that one reaches.
    var isAnothers: Bool { mode?.hasPrefix(Self.container) ?? false }

    fileprivate static let container = "container:"
    /// The engine's own networks, in which containers have no further names.
    private static let unnamed = ["bridge", "default"]

    /// The networks as they are given to the engine.
    /// - Parameter name: the name others find the container by.
    func attachments(known name: String) -> [NetworkAttachment] {
        names.map { NetworkAttachment($0, aliases: Self.unnamed.contains($0) ? [] : [name]) }
    }
}

extension OptionType where Value == NetworkArgument {
    /// Networks: their names, or one of the ways to do without.
    static let networks = OptionType<[String]>.list(of: .name).map { names, path throws(OptionError) in
        func isMode(_ name: String) -> Bool {
            name == "host" || name == "none" || name.hasPrefix(NetworkArgument.container)
        }
        if let mode = names.first(where: isMode) {
            guard names.count == 1 else {
                throw OptionError(
                    "'\(path)' has \"\(mode)\" beside others, and that is no network to join", option: path.lastKey,
                    hint: "name it alone")
            }
            return NetworkArgument(mode: mode)
        }
        // `ns:`, `pod:`, `slirp4netns:` and the like are ways around what the policy says.
        if let odd = names.first(where: { $0.contains(":") }) {
            throw OptionError(
                "'\(path)' has no network: \"\(odd)\"", option: path.lastKey,
                hint: "networks have names; \"container:NAME\" joins another container's")
        }
        return NetworkArgument(names: names)
    }
}

extension OptionType where Value == String {
    /// A namespace: one of some words, or another container's.
    static func namespace(_ words: String...) -> OptionType {
        OptionType.name.map { text, path throws(OptionError) in
            if words.contains(text) || (text.hasPrefix("container:") && text.count > "container:".count) { return text }
            let known = (words.map { "\"\($0)\"" } + ["\"container:NAME\""]).joined(separator: ", ")
            throw OptionError("\(path) must be one of \(known), not \"\(text)\"", option: path.lastKey)
        }
    }
}

import DockerEngine

/// What the new container of a rollout carries as labels: whose place it takes, so that whoever comes later knows it.
struct RolloutRecord: Hashable, Sendable {
    /// The names of the rollout.
    let names: ContainerNames
    /// The id of the container that is replaced; `nil` for none.
    let replaced: String?
    /// Whether that one was running.
    let ran: Bool
    /// Whether that one is removed by the engine as soon as it is stopped.
    let removesItself: Bool

    init(_ names: ContainerNames, replacing old: ContainerInspection?) {
        self.names = names
        replaced = old?.id
        ran = old?.state.isRunning ?? false
        removesItself = old?.isRemovedAtEnd ?? false
    }

    /// Reads the record of a container; `nil` where it has none, since an earlier version has made it.
    init?(_ labels: [String: String]) {
        let final = labels.label(ContainerLabels.container)
        guard !final.isEmpty else { return nil }
        let old = labels.label(ContainerLabels.replaces)
        let words = labels.label(ContainerLabels.replaced).split(separator: " ").map(String.init)
        names = ContainerNames(final: final)
        replaced = old.isEmpty ? nil : old
        ran = words.contains(Self.ran)
        removesItself = words.contains(Self.removesItself)
    }

    private static let ran = "ran"
    private static let removesItself = "removes-itself"

    /// The record as labels.
    var labels: [String: String] {
        let words = [ran ? Self.ran : nil, removesItself ? Self.removesItself : nil].compactMap { $0 }
        return [
            ContainerLabels.container: names.final, ContainerLabels.replaces: replaced ?? "",
            ContainerLabels.replaced: words.joined(separator: " "),
        ]
    }
}

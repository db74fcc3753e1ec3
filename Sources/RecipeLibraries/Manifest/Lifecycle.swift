import LuaSyntax

/// The way of a release through the environments, phase by phase, as a project's manifest has it.
///
/// ```lua
/// lifecycle = { "test", { "staging", optional = true }, { "production", approvers = { "ops" } } }
/// ```
public struct Lifecycle: Hashable, Sendable {
    /// One phase: environments that a release comes to together.
    public struct Phase: Hashable, Sendable {
        /// The environments; a release has passed the phase once it was deployed to each.
        public let environments: [String]
        /// Whether the phase after it can be reached without it.
        public let isOptional: Bool
        /// Who has to agree before a release is deployed to it; empty for nobody.
        public let approvers: [String]

        /// Makes a phase.
        public init(_ environments: [String], isOptional: Bool = false, approvers: [String] = []) {
            self.environments = environments
            self.isOptional = isOptional
            self.approvers = approvers
        }
    }

    /// The phases in order.
    public let phases: [Phase]

    /// Makes a lifecycle.
    public init(_ phases: [Phase] = []) { self.phases = phases }

    /// The phase of an environment; `nil` for one that may have any release.
    public func phase(of environment: String) -> Phase? { phases.first { $0.environments.contains(environment) } }

    /// The environments that a release has to have been deployed to before this one, and was not.
    /// - Parameter passed: the environments that it was deployed to.
    public func missing(before environment: String, passed: Set<String>) -> [String] {
        guard let place = phases.firstIndex(where: { $0.environments.contains(environment) }),
            let before = phases[..<place].last(where: { !$0.isOptional })
        else { return [] }
        return before.environments.filter { !passed.contains($0) }
    }
}

extension TableReader {
    /// The phases of `lifecycle`.
    mutating func lifecycle(_ root: LiteralTable) -> Lifecycle {
        guard let list = table(root, "lifecycle") else { return Lifecycle() }
        var seen: Set<String> = []
        return Lifecycle(
            list.entries.compactMap { entry in
                guard entry.isPositional else {
                    report("'lifecycle' is a list of phases in their order", at: entry.keySpan)
                    return nil
                }
                let phase = phase(entry.value)
                for name in phase?.environments ?? [] where !seen.insert(name).inserted {
                    report("environment '\(name)' is in two phases", at: entry.value.span)
                }
                return phase
            })
    }

    private mutating func phase(_ literal: Literal) -> Lifecycle.Phase? {
        if let name = literal.text, !name.isEmpty { return Lifecycle.Phase([name]) }
        guard let table = literal.table else {
            report(
                "a phase is an environment's name or a table, not \(literal.value.kindDescription)", at: literal.span,
                hint: "write \"staging\" or { \"staging\", optional = true, approvers = { \"ops\" } }")
            return nil
        }
        for entry in table.entries where !entry.isPositional {
            if case .text(let key) = entry.key, ["optional", "approvers"].contains(key) { continue }
            report(
                "a phase has no such key", at: entry.keySpan,
                hint: "it takes names of environments, approvers, optional", among: ["optional", "approvers"])
        }
        let names = table.entries.filter(\.isPositional).compactMap { $0.value.text }.filter { !$0.isEmpty }
        if names.isEmpty || names.count < table.entries.count(where: \.isPositional) {
            report("a phase names its environments, each as text", at: literal.span)
        }
        return Lifecycle.Phase(
            names, isOptional: flag(table, "optional"), approvers: texts(table, "approvers").map(\.text))
    }
}

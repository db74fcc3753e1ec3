/// `local a <const>, b = …`.
public final class LocalStatement: Sendable {
    /// An attribute after a local's name.
    public enum Attribute: Hashable, Sendable {
        /// `<const>`: never assigned again.
        case const
        /// `<close>`: closed when it goes out of scope.
        case close
    }

    /// One declared name.
    public struct Variable: Hashable, Sendable {
        /// The name.
        public let name: Identifier
        /// Its attribute, if any.
        public let attribute: Attribute?
    }

    /// The declared names.
    public let variables: [Variable]
    /// The initial values; may be fewer or more than the names.
    public let values: [Expression]
    /// The whole statement.
    public let span: SourceSpan

    init(variables: [Variable], values: [Expression], span: SourceSpan) {
        self.variables = variables
        self.values = values
        self.span = span
    }
}

/// `a, b.c = …`.
public final class AssignmentStatement: Sendable {
    /// What is assigned to: names, members and indexes.
    public let targets: [Expression]
    /// The values; may be fewer or more than the targets.
    public let values: [Expression]
    /// The whole statement.
    public let span: SourceSpan

    init(targets: [Expression], values: [Expression], span: SourceSpan) {
        self.targets = targets
        self.values = values
        self.span = span
    }
}

/// One use of a variable.
public struct NameUse: Hashable, Sendable {
    /// What is done with the variable.
    public enum Access: Hashable, Sendable {
        /// Its value is taken.
        case read
        /// It is assigned, also by `function name() … end`.
        case write
        /// It is called directly: `name(…)`.
        case call
    }

    /// What the name means.
    public enum Target: Hashable, Sendable {
        /// A local; the number is its index in `ScopeResolution.declarations`.
        case local(LocalDeclaration.ID)
        /// A global: a field of the environment the chunk is loaded with.
        case global
        /// A field of the local variable `_ENV` with the given index.
        case field(ofEnvironment: LocalDeclaration.ID)
        /// `_ENV` itself where no local has that name.
        case environment
    }

    /// The name where it is used.
    public let identifier: Identifier

    /// What is done with it.
    public let access: Access

    /// What it means.
    public let target: Target

    /// How many functions surround the use; 0 in the main chunk.
    public let functionDepth: Int
}

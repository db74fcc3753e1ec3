/// The declaration of a local variable.
public struct LocalDeclaration: Hashable, Sendable, Identifiable {
    /// How a local comes to be.
    public enum Kind: Hashable, Sendable {
        /// `local x`.
        case variable
        /// `local function x`.
        case function
        /// A parameter.
        case parameter
        /// The `self` of `function a:b()`; its span is the method's name.
        case implicitSelf
        /// A variable of a `for` loop.
        case loopVariable
    }

    /// Index in `ScopeResolution.declarations`.
    public let id: Int

    /// The name where it is declared.
    public let identifier: Identifier

    /// How it comes to be.
    public let kind: Kind

    /// `<const>` or `<close>`.
    public let attribute: LocalStatement.Attribute?

    /// How many functions surround the declaration; 0 in the main chunk.
    public let functionDepth: Int

    /// Whether a function inside the declaring one uses it.
    public internal(set) var isCaptured = false

    /// Whether it is read or called anywhere.
    public internal(set) var isRead = false
}

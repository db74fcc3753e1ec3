/// The arguments of a call.
public struct CallArguments: Sendable {
    /// How arguments are written.
    public enum Form: Hashable, Sendable {
        /// `f(…)`.
        case parenthesized
        /// `f{…}`.
        case table
        /// `f"…"` or `f[[…]]`.
        case string
    }

    /// How they are written.
    public let form: Form

    /// The arguments in order.
    public let expressions: [Expression]

    /// From the opening to the closing parenthesis, or the table or string itself.
    public let span: SourceSpan

    /// The table constructor when it is the only argument, parenthesised or not.
    public var onlyTable: TableConstructor? {
        if expressions.count == 1, case .table(let table) = expressions[0] { table } else { nil }
    }
}

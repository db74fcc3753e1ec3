/// An operator with one operand.
public final class UnaryExpression: Sendable {
    /// The operators with one operand.
    public enum Operator: String, Sendable {
        /// `not`, `-`, `#` and bitwise `~`.
        case not, negate, length, bitwiseNot

        /// How it is written.
        public var spelling: String {
            switch self {
            case .not: "not"
            case .negate: "-"
            case .length: "#"
            case .bitwiseNot: "~"
            }
        }
    }

    /// Which operator it is.
    public let `operator`: Operator

    /// What it is applied to.
    public let operand: Expression

    /// From the operator to the end of the operand.
    public let span: SourceSpan

    init(operator: Operator, operand: Expression, span: SourceSpan) {
        self.operator = `operator`
        self.operand = operand
        self.span = span
    }
}

/// The operators with two operands, from the loosest to the tightest (reference manual §3.4.8).
public enum BinaryOperator: UInt8, Sendable {
    /// Logic.
    case or, and
    /// Comparison.
    case less, greater, lessOrEqual, greaterOrEqual, notEqual, equal
    /// Bits.
    case bitwiseOr, bitwiseXor, bitwiseAnd, shiftLeft, shiftRight
    /// Joining of strings.
    case concatenate
    /// Arithmetic.
    case add, subtract, multiply, divide, floorDivide, modulo, power

    /// How it is written.
    public var spelling: String {
        switch self {
        case .or: "or"
        case .and: "and"
        case .less: "<"
        case .greater: ">"
        case .lessOrEqual: "<="
        case .greaterOrEqual: ">="
        case .notEqual: "~="
        case .equal: "=="
        case .bitwiseOr: "|"
        case .bitwiseXor: "~"
        case .bitwiseAnd: "&"
        case .shiftLeft: "<<"
        case .shiftRight: ">>"
        case .concatenate: ".."
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .floorDivide: "//"
        case .modulo: "%"
        case .power: "^"
        }
    }
}

extension BinaryOperator {
    /// Binding power of the operators with one operand, between `*` and `^`.
    static let unaryPrecedence = 12

    /// Binding power against an operator on the left; the table of lparser.c.
    var leftPrecedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .less, .greater, .lessOrEqual, .greaterOrEqual, .notEqual, .equal: 3
        case .bitwiseOr: 4
        case .bitwiseXor: 5
        case .bitwiseAnd: 6
        case .shiftLeft, .shiftRight: 7
        case .concatenate: 9
        case .add, .subtract: 10
        case .multiply, .divide, .floorDivide, .modulo: 11
        case .power: 14
        }
    }

    /// Binding power against an operator on the right: one less for the right-associative `..` and `^`.
    var rightPrecedence: Int {
        self == .concatenate || self == .power ? leftPrecedence - 1 : leftPrecedence
    }
}

extension TokenKind {
    var unaryOperator: UnaryExpression.Operator? {
        switch self {
        case .not: .not
        case .minus: .negate
        case .hash: .length
        case .tilde: .bitwiseNot
        default: nil
        }
    }

    var binaryOperator: BinaryOperator? {
        switch self {
        case .or: .or
        case .and: .and
        case .less: .less
        case .greater: .greater
        case .lessOrEqual: .lessOrEqual
        case .greaterOrEqual: .greaterOrEqual
        case .notEqual: .notEqual
        case .equal: .equal
        case .pipe: .bitwiseOr
        case .tilde: .bitwiseXor
        case .ampersand: .bitwiseAnd
        case .shiftLeft: .shiftLeft
        case .shiftRight: .shiftRight
        case .concatenate: .concatenate
        case .plus: .add
        case .minus: .subtract
        case .star: .multiply
        case .slash: .divide
        case .doubleSlash: .floorDivide
        case .percent: .modulo
        case .caret: .power
        default: nil
        }
    }

    /// Whether a block cannot continue with this token.
    var endsBlock: Bool {
        switch self {
        case .endOfFile, .end, .else, .elseif, .until: true
        default: false
        }
    }
}

/// A statement (reference manual §3.3).
public enum Statement: Sendable {
    /// `;`.
    case empty(SourceSpan)
    /// `local a <const>, b = …`.
    case local(LocalStatement)
    /// `a, b.c = …`.
    case assignment(AssignmentStatement)
    /// A call.
    case call(CallExpression)
    /// `do … end`.
    case `do`(DoStatement)
    /// `while … do … end`.
    case `while`(WhileStatement)
    /// `repeat … until …`.
    case `repeat`(RepeatStatement)
    /// `if … then … elseif … else … end`.
    case `if`(IfStatement)
    /// `for i = first, last, step do … end`.
    case numericFor(NumericForStatement)
    /// `for a, b in … do … end`.
    case genericFor(GenericForStatement)
    /// `function a.b:c(…) … end`.
    case function(FunctionStatement)
    /// `local function f(…) … end`.
    case localFunction(LocalFunctionStatement)
    /// `return …`.
    case `return`(ReturnStatement)
    /// `break`.
    case `break`(SourceSpan)
    /// `goto name`.
    case goto(GotoStatement)
    /// `::name::`.
    case label(LabelStatement)
    /// Something that could not be read; it has a diagnostic.
    case invalid(SourceSpan)

    /// The bytes of the whole statement.
    public var span: SourceSpan {
        switch self {
        case .empty(let span), .break(let span), .invalid(let span): span
        case .local(let statement): statement.span
        case .assignment(let statement): statement.span
        case .call(let call): call.span
        case .do(let statement): statement.span
        case .while(let statement): statement.span
        case .repeat(let statement): statement.span
        case .if(let statement): statement.span
        case .numericFor(let statement): statement.span
        case .genericFor(let statement): statement.span
        case .function(let statement): statement.span
        case .localFunction(let statement): statement.span
        case .return(let statement): statement.span
        case .goto(let statement): statement.span
        case .label(let statement): statement.span
        }
    }
}

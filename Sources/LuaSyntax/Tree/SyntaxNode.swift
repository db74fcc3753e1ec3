/// What a walk through a tree meets.
public enum SyntaxNode: Sendable {
    /// A statement, before what it contains.
    case statement(Statement)
    /// An expression, before what it contains.
    case expression(Expression)
    /// The parameters and block of a function, before what they contain; also of `function f() … end` statements.
    case function(FunctionBody)
}

extension Block {
    /// Visits every statement, expression and function of the block, also inside nested functions.
    /// - Parameter visit: Called with each node before the nodes inside it.
    public func walk(_ visit: (SyntaxNode) -> Void) {
        withoutActuallyEscaping(visit) { visit in
            SyntaxWalk(visit: visit).walk(self)
        }
    }
}

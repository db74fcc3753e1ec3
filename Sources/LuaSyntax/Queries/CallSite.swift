/// A call in a chunk, with what is called resolved as far as the text shows.
public struct CallSite: Sendable {
    /// The call.
    public let expression: CallExpression

    /// The variable the callee begins with, as in `name(…)`, `name.a.b(…)`; `nil` for callees that are computed.
    public let root: NameUse?

    /// The names of the callee, as in `a.b.c(…)`; empty for callees that are computed.
    public let path: [Identifier]

    /// The arguments.
    public var arguments: CallArguments { expression.arguments }

    /// The name of the called global with its fields, such as `docker_run` or `string.format`; `nil` when the callee
    /// is a local, a method or computed.
    public var globalName: String? {
        guard root?.target == .global, expression.method == nil else { return nil }
        return path.map(\.text).joined(separator: ".")
    }

    /// The callee's name to underline in messages; for a computed callee the whole callee.
    public var nameSpan: SourceSpan {
        if let method = expression.method { return method.span }
        guard let first = path.first, let last = path.last else { return expression.callee.span }
        return first.span.union(last.span)
    }

    /// The table when it is the only argument, as in `docker_run{ … }`.
    public var options: TableConstructor? { arguments.onlyTable }
}

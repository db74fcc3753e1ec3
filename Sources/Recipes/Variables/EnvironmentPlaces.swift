import LuaSyntax

/// Where in an environment's file something is said, as far as it is written out there.
struct EnvironmentPlaces: Sendable {
    private let source: LuaSource
    private let root: TableConstructor?

    init(_ source: LuaSource) {
        self.source = source
        var found: TableConstructor?
        for statement in Parser.parse(source).block.statements {
            if case .return(let statement) = statement,
                case .table(let table)? = statement.values.first?.withoutParentheses
            {
                found = table
            }
        }
        root = found
    }

    /// File and line of a field; the file alone where it is computed.
    func place(_ path: [String]) -> String {
        var table = root
        var line: Int?
        for key in path {
            guard let field = table?.field(named: key) else { break }
            line = source.line(at: field.span.start)
            if case .table(let inner) = field.value.withoutParentheses { table = inner } else { table = nil }
        }
        return line.map { "\(source.name):\($0)" } ?? source.name
    }
}

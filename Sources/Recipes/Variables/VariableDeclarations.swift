import LuaSyntax
import LuaValues

/// What `variables.lua` declares: one literal table, read and never run.
///
/// ```lua
/// return {
///   LOG_LEVEL    = { "string", default = "info", choices = { "debug", "info", "warn" } },
///   WORKERS      = { "integer", default = 2, min = 1, roles = { "web" } },
///   DATABASE_URL = { "secret", roles = { "web" }, help = "where the shop keeps its orders" },
/// }
/// ```
struct VariableDeclarations: Hashable, Sendable {
    /// The file.
    static let file = "variables.lua"

    let all: [VariableDeclaration]

    /// - Throws: `Diagnostic` with the first problem, and the others.
    init(_ source: LuaSource) throws(Diagnostic) {
        let literal: Literal
        do throws(LiteralError) {
            literal = try LiteralEvaluator.evaluate(Parser.parse(source))
        } catch {
            throw Diagnostic.all(error.diagnostics.map { SourceReport(source).syntax($0) })
        }
        guard let root = literal.table else {
            throw Diagnostic(code: "invalid_variables", message: "\(source.name) must return a table of variables")
        }
        var reader = VariableReader(source)
        all = root.entries.compactMap { reader.declaration($0) }
        if !reader.problems.isEmpty { throw Diagnostic.all(reader.problems) }
    }
}

extension Diagnostic {
    /// Several problems as one: the first with the others.
    static func all(_ problems: [Diagnostic]) -> Diagnostic {
        guard var first = problems.first else { return Diagnostic(code: "internal", message: "no problem") }
        first.others = Array(problems.dropFirst())
        return first
    }
}

/// Reads the declarations and collects what is wrong with them.
private struct VariableReader {
    private let source: LuaSource
    private let report: SourceReport
    private(set) var problems: [Diagnostic] = []

    private static let keys = ["default", "choices", "min", "max", "roles", "help", "type"]

    init(_ source: LuaSource) {
        self.source = source
        report = SourceReport(source)
    }

    private mutating func problem(_ message: String, at span: SourceSpan, hint: String? = nil) {
        problems.append(report.problem("invalid_variables", message, at: span, hint: hint))
    }

    mutating func declaration(_ entry: LiteralTable.Entry) -> VariableDeclaration? {
        guard case .text(let name) = entry.key, !entry.isPositional else {
            problem("each variable has a name: LOG_LEVEL = { \"string\" }", at: entry.keySpan)
            return nil
        }
        guard let table = entry.value.table ?? entry.value.text.map({ _ in LiteralTable(entries: []) }) else {
            problem("'\(name)' must be a type or a table", at: entry.value.span)
            return nil
        }
        let word =
            entry.value.text ?? table.entries.first(where: \.isPositional)?.value.text ?? table["type"]?.text ?? ""
        guard let kind = VariableDeclaration.Kind(rawValue: word) else {
            let kinds = VariableDeclaration.Kind.allCases.map(\.rawValue)
            problem(
                "'\(name)' has no type\(word.isEmpty ? "" : " '\(word)'")", at: entry.value.span,
                hint: Suggestion.nearest(to: word, among: kinds).map { "did you mean '\($0)'?" }
                    ?? "it is one of \(kinds.joined(separator: ", "))")
            return nil
        }
        for inner in table.entries where !inner.isPositional {
            guard case .text(let key) = inner.key, !Self.keys.contains(key) else { continue }
            let nearest = Suggestion.nearest(to: key, among: Self.keys)
            problem(
                "'\(name)' has no key '\(key)'", at: inner.keySpan,
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? "it takes \(Self.keys.sorted().joined(separator: ", "))")
        }
        let fallback = table["default"].flatMap { LuaValue(plain: $0) }
        let declaration = VariableDeclaration(
            name: name, kind: kind, fallback: fallback,
            choices: table["choices"]?.table?.elements.compactMap { LuaValue(plain: $0) } ?? [],
            bounds: (number(table["min"]), number(table["max"])),
            roles: table["roles"]?.table?.elements.compactMap(\.text) ?? [], help: table["help"]?.text,
            line: source.line(at: entry.keySpan.start),
            fallbackLine: source.line(at: (table["default"]?.span ?? entry.keySpan).start))
        if kind == .secret, let value = table["default"] {
            problem("'\(name)' is a secret, and secrets have no default", at: value.span)
        } else if let fallback, let fault = declaration.fault(in: fallback) {
            problem(fault, at: table["default"]?.span ?? entry.keySpan)
        }
        return declaration
    }

    private func number(_ literal: Literal?) -> Double? { literal.flatMap { LuaValue(plain: $0) }?.number }
}

extension LuaValue {
    /// The value of a constant that is no table.
    fileprivate init?(plain literal: Literal) {
        switch literal.value {
        case .boolean(let flag): self = .bool(flag)
        case .integer(let integer): self = .integer(integer)
        case .float(let number): self = .number(number)
        case .string(let text): self = LuaValue(luaString: Array(text.bytes))
        case .nil, .table: return nil
        }
    }
}

import LuaSyntax
import LuaValues

/// Compares fields of a table, as far as they are written out, with the options that a function takes.
struct FieldCheck {
    /// The function.
    let name: String
    let options: [AnyOption]
    let report: SourceReport

    /// The problems of a table of options whose fields all have names.
    func problems(of table: TableConstructor) -> [Diagnostic] {
        table.fields.compactMap { field in
            guard let key = field.name else {
                guard case .positional = field.key, LuaValue(literal: field.value) != nil else { return nil }
                return report.problem(
                    "invalid_option", "\(name): a value without a name in its options", at: field.span,
                    hint: "name each option: key = value")
            }
            guard let option = options.first(where: { $0.key == key }) else {
                return unknown(key, at: field.keySpan ?? field.span)
            }
            guard let value = LuaValue(literal: field.value) else { return nil }
            return mistyped(option, value, field.value)
        }
    }

    /// - Parameter hint: what to do instead, where the option was there once.
    func unknown(_ key: String, at span: SourceSpan, hint: String? = nil) -> Diagnostic {
        let known = options.map(\.key)
        let nearest = Suggestion.nearest(to: key, among: known)
        let takes = known.isEmpty ? "it takes no options" : "it takes \(known.sorted().joined(separator: ", "))"
        return report.problem(
            "invalid_option", "\(name): unknown option '\(key)'", at: span,
            label: hint == nil ? nearest.map { "did you mean '\($0)'?" } : nil,
            hint: hint ?? (nearest == nil ? takes : nil))
    }

    func mistyped(_ option: AnyOption, _ value: LuaValue, _ expression: Expression) -> Diagnostic? {
        // A nil is an option that is left out.
        guard value != .nil else { return nil }
        do throws(OptionError) {
            _ = try option.parse(value, OptionPath(option.key))
            return nil
        } catch {
            return problem(error, in: expression, else: expression.span)
        }
    }

    /// Marks the key at fault inside a nested table, or the value.
    func problem(_ error: OptionError, in expression: Expression?, else span: SourceSpan) -> Diagnostic {
        var span = expression?.span ?? span
        if case .table(let nested)? = expression?.withoutParentheses, let inner = nested.field(named: error.option) {
            span = inner.keySpan ?? inner.span
        }
        return report.problem("invalid_option", "\(name): \(error.message)", at: span, label: error.hint)
    }
}

/// One option of a call of a primitive as its source has it.
struct WrittenOption {
    /// The key; `nil` where it is computed, or where the value stands without one.
    let key: String?
    /// Whether the value stands without a key.
    let isFirst: Bool
    let value: Expression
    /// What to mark where the option is unknown.
    let place: SourceSpan

    /// The options of a call: of its only table, of its only constant, or none; `nil` where only a run can show.
    static func all(in site: CallSite) -> [WrittenOption]? {
        let arguments = site.arguments.expressions
        if let table = site.options { return table.fields.map(WrittenOption.init) }
        if arguments.isEmpty { return [] }
        guard arguments.count == 1, let value = LuaValue(literal: arguments[0]) else { return nil }
        if value == .nil { return [] }
        return [WrittenOption(key: nil, isFirst: true, value: arguments[0], place: arguments[0].span)]
    }

    private init(key: String?, isFirst: Bool, value: Expression, place: SourceSpan) {
        self.key = key
        self.isFirst = isFirst
        self.value = value
        self.place = place
    }

    private init(_ field: TableField) {
        let isFirst = if case .positional = field.key { true } else { false }
        self.init(key: field.name, isFirst: isFirst, value: field.value, place: field.keySpan ?? field.span)
    }
}

extension Expression {
    /// Whether it is no nil, whatever a run makes of it.
    var isSurelySomething: Bool {
        switch withoutParentheses {
        case .table, .function, .string, .number, .boolean: true
        default: false
        }
    }
}

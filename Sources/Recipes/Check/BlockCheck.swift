import LuaSyntax
import LuaValues

/// Compares one call of a function such as `parallel`, as far as it is written out, with what the function declares.
struct BlockCheck {
    let function: BlockFunction
    let site: CallSite
    let report: SourceReport

    private typealias Argument = BlockFunction.Argument
    private var arguments: [Expression] { site.arguments.expressions }

    func problems() -> [Diagnostic] {
        found().map { problem in
            var problem = problem
            problem.page = function.name
            return problem
        }
    }

    private func found() -> [Diagnostic] {
        let fitting = function.forms.filter(hasPlaces)
        guard !fitting.isEmpty else { return [miscounted()] }
        guard let form = fitting.first(where: { misfit(in: $0) == nil }) else {
            // The form whose arguments are right for the longest is the one that was meant.
            let best = fitting.max { (misfit(in: $0) ?? 0) < (misfit(in: $1) ?? 0) }
            guard let best, let index = misfit(in: best) else { return [] }
            return [problem("'\(best[index].name)' must be \(best[index].kind.typeDescription)", arguments[index])]
        }
        return zip(form, arguments).flatMap { faults($0.0, $0.1) }
    }

    /// Whether a form takes as many arguments as there are; the last one may stand for any number of them.
    private func hasPlaces(_ form: [Argument]) -> Bool {
        let isOpen =
            switch arguments.last {
            case .call, .vararg: true
            default: false
            }
        if isOpen { return form.count >= arguments.count - 1 || form.last?.kind == .values }
        return form.last?.kind == .values ? arguments.count >= form.count - 1 : arguments.count == form.count
    }

    /// The first argument that is of another kind than the form takes.
    private func misfit(in form: [Argument]) -> Int? {
        zip(form, arguments).enumerated().first { !Self.fits($0.element.0.kind, $0.element.1) }?.offset
    }

    private static func fits(_ kind: BlockFunction.Kind, _ expression: Expression) -> Bool {
        switch (expression.withoutParentheses, kind) {
        case (_, .values): true
        case (.string, .text), (.string, .duration), (.number, .duration): true
        case (.function, .function): true
        case (.table, .list), (.table, .filledList), (.table, .options), (.table, .branches): true
        case (.nil, .options): true
        case (.string, _), (.number, _), (.boolean, _), (.nil, _), (.function, _), (.table, _): false
        default: true
        }
    }

    private func faults(_ argument: Argument, _ expression: Expression) -> [Diagnostic] {
        switch (argument.kind, expression.withoutParentheses) {
        case (.options, .table(let table)):
            FieldCheck(name: function.name, options: function.options, report: report).problems(of: table)
        case (.duration, _): [duration(argument, expression)].compactMap { $0 }
        case (.branches, .table(let table)): branches(table)
        case (.filledList, .table(let table)) where table.fields.isEmpty:
            [problem("needs a list with at least one item", expression)]
        default: []
        }
    }

    private func duration(_ argument: Argument, _ expression: Expression) -> Diagnostic? {
        guard let value = LuaValue(literal: expression) else { return nil }
        do throws(OptionError) {
            _ = try OptionType<Duration>.duration.parse(value, OptionPath(argument.name))
            return nil
        } catch {
            return problem(error.message, expression)
        }
    }

    /// Each branch is a function, and has a name.
    private func branches(_ table: TableConstructor) -> [Diagnostic] {
        var index = 0
        for field in table.fields {
            let isNamed = if case .positional = field.key { false } else { true }
            if !isNamed { index += 1 }
            let isFunction = if case .function = field.value.withoutParentheses { true } else { false }
            guard field.value.isSurelySomething, !(isNamed && isFunction) else { continue }
            if isFunction { return [problem("each branch must have a name; number \(index) has none", field.value)] }
            let name = isNamed ? field.name ?? "?" : "\(index)"
            return [
                problem(
                    "each named branch must be a function; '\(name)' is \(field.value.kindDescription)", field.value)
            ]
        }
        return []
    }

    private func miscounted() -> Diagnostic {
        let maximum = function.forms.map(\.count).max() ?? 0
        let word = arguments.count > maximum ? "too many" : "too few"
        let count = arguments.count == 1 ? "1 argument is" : "\(arguments.count) arguments are"
        return report.problem(
            "invalid_option", "\(function.name): \(count) \(word)", at: site.nameSpan,
            hint: "write \(function.usages.joined(separator: " or "))")
    }

    private func problem(_ message: String, _ expression: Expression) -> Diagnostic {
        let found = message.hasPrefix("'") && message.contains(" must be ") && !message.contains(", not ")
        return report.problem(
            "invalid_option",
            "\(function.name): \(message)\(found ? ", not \(expression.withoutParentheses.kindDescription)" : "")",
            at: expression.span, hint: "write \(function.usages.joined(separator: " or "))")
    }
}

import Recipes
import WorkerProtocol

/// What `moondock docs` says of a function that recipes can call: its declaration, with all that is nested in it.
struct FunctionPage {
    let lines: [String]
    var text: String { lines.joined(separator: "\n") }

    init(_ declaration: PrimitiveDeclaration) {
        var lines = ["\(declaration.name): \(declaration.summary)", "returns: \(declaration.returns)"]
        if let function = BlockFunction.named(declaration.name) {
            lines += Self.forms(of: function) + [""] + Self.lines(declaration.options, first: declaration.positional)
            lines += Self.remarks(on: function)
        } else {
            let options = Self.lines(declaration.options, first: declaration.positional)
            lines += options.isEmpty ? [] : [""] + options
        }
        lines += ["", "when interrupted: \(declaration.inDoubt.explanation)"]
        if let undo = declaration.undo {
            let exceptions = undo.exceptions.sorted { $0.key < $1.key }.map {
                " (not with \($0.key) = \"\($0.value)\")"
            }
            lines.append("inside with_rollback: undone by \(undo.call.primitive)\(exceptions.joined())")
        }
        self.lines = lines
    }

    init(_ function: BlockFunction) {
        var lines = ["\(function.name): \(function.summary)", "returns: \(function.returns)"]
        lines += Self.forms(of: function)
        if !function.options.isEmpty { lines += ["", "options:"] + Self.lines(function.options) }
        self.lines = lines + Self.remarks(on: function)
    }

    init(_ function: LuaFunction) {
        lines = [
            "\(function.name): \(function.summary)", "", "  \(function.usage)", "",
            "It is Lua's; where recipes differ from Lua 5.4: moondock docs lua.",
        ]
    }

    private static func forms(of function: BlockFunction) -> [String] {
        let arguments = function.forms.joined().reduce(into: [(String, String)]()) { known, argument in
            if !known.contains(where: { $0.0 == argument.name }) {
                known.append((argument.name, argument.kind.typeDescription))
            }
        }
        return ["", "forms:"] + function.usages.map { "  \($0)" } + ["", "arguments:"]
            + arguments.map { "  \($0.0): \($0.1)" }
    }

    private static func remarks(on function: BlockFunction) -> [String] {
        (function.notes.isEmpty ? [] : [""] + function.notes) + ["", "example:"] + function.example.map { "  \($0)" }
    }

    /// Options with those that are nested in them.
    /// - Parameters:
    ///   - first: the key of the one that may stand without its name.
    ///   - depth: how deeply they are nested.
    static func lines(_ options: [AnyOption], first: String? = nil, depth: Int = 1) -> [String] {
        let indent = String(repeating: "    ", count: depth - 1) + "  "
        return options.flatMap { option in
            let mark = option.key == first ? " (may stand first, without its name)" : ""
            let note = option.isRequired ? "required" : option.fallbackText.map { "default \($0)" } ?? "optional"
            return ["\(indent)\(option.key): \(option.typeName)\(mark) [\(note)]", "\(indent)    \(option.help)"]
                + lines(option.fields, depth: depth + 1)
        }
    }
}

extension InDoubtPolicy {
    fileprivate var explanation: String {
        switch self {
        case .pure: "done again, since it has no effect"
        case .idempotent: "done again, since twice is the same as once"
        case .adoptable: "what was done is looked for and adopted"
        case .unsafe: "a person is asked"
        }
    }
}

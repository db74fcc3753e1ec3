public import LuaSyntax

/// What a module gives to those who require it, read from its source: nothing is run.
///
/// The functions are found that stand in the table which the module returns: `function M.f`, `M.f = function`,
/// `{ f = function … }`, and names of local functions in these places.
public struct ModuleInterface: Hashable, Sendable {
    /// The name others require it by, such as `init`.
    public let module: String
    /// What the file's first comment says of it.
    public let documentation: [String]
    /// The functions by their names.
    public let functions: [LibraryFunction]
    /// The tables its comments declare.
    public let classes: [LibraryClass]

    /// Reads a module.
    public init(_ module: String, _ source: LuaSource) {
        let chunk = Parser.parse(source)
        var reader = InterfaceReader(chunk: chunk)
        reader.read()
        self.module = module
        documentation = (chunk.headerDocumentation?.lines ?? []).filter { !$0.hasPrefix("@") }
        functions = reader.functions.values.sorted { $0.name < $1.name }
        classes = reader.classes
    }
}

private struct InterfaceReader {
    let chunk: Chunk
    var functions: [String: LibraryFunction] = [:]
    private var locals: [String: (body: FunctionBody, start: Int)] = [:]
    /// The variable the module returns.
    private var table: String?

    init(chunk: Chunk) { self.chunk = chunk }

    mutating func read() {
        guard case .return(let end)? = chunk.block.statements.last, let value = end.values.first else { return }
        for statement in chunk.block.statements { declare(statement) }
        switch value.withoutParentheses {
        case .table(let constructor): add(constructor)
        case .function(let body): add("", body, end.span.start)
        case .name(let name):
            if let local = locals[name.text] {
                add("", local.body, local.start)
            } else {
                table = name.text
                for statement in chunk.block.statements { collect(statement) }
            }
        default: break
        }
    }

    /// Local functions, whose names may be exported further down.
    private mutating func declare(_ statement: Statement) {
        switch statement {
        case .localFunction(let function): locals[function.name.text] = (function.body, function.span.start)
        case .local(let local):
            for (variable, value) in zip(local.variables, local.values) {
                if case .function(let body) = value { locals[variable.name.text] = (body, local.span.start) }
            }
        default: break
        }
    }

    private mutating func collect(_ statement: Statement) {
        switch statement {
        case .local(let local):
            for (variable, value) in zip(local.variables, local.values) where variable.name.text == table {
                if case .table(let constructor) = value { add(constructor) }
            }
        case .function(let function) where function.base.text == table:
            let path = (function.members.map(\.text) + [function.method?.text].compactMap { $0 })
            add(path.joined(separator: "."), function.body, function.span.start)
        case .assignment(let assignment):
            for (target, value) in zip(assignment.targets, assignment.values) {
                guard case .member(let member) = target, case .name(let base) = member.object, base.text == table
                else { continue }
                add(member.name.text, value, assignment.span.start)
            }
        default: break
        }
    }

    private mutating func add(_ constructor: TableConstructor) {
        for field in constructor.fields {
            if let name = field.name { add(name, field.value, field.span.start) }
        }
    }

    private mutating func add(_ name: String, _ value: Expression, _ start: Int) {
        switch value.withoutParentheses {
        case .function(let body): add(name, body, start)
        case .name(let local): if let found = locals[local.text] { add(name, found.body, found.start) }
        default: break
        }
    }

    private mutating func add(_ name: String, _ body: FunctionBody, _ start: Int) {
        functions[name] = LibraryFunction(
            name: name, parameters: body.parameters.map(\.text) + (body.vararg == nil ? [] : ["..."]),
            documentation: chunk.documentation(above: start)?.lines ?? [],
            span: SourceSpan(start: start, end: body.parametersSpan.end))
    }

    /// The `@class` comments, each with the `@field` lines that follow.
    var classes: [LibraryClass] {
        var found: [LibraryClass] = []
        var name: String?
        var fields: [LibraryFunction.Annotation] = []
        func end() { if let name { found.append(LibraryClass(name: name, fields: fields)) } }
        for line in chunk.comments.flatMap({ $0.lines(in: chunk.source) }) {
            guard let annotation = LibraryFunction.Annotation(line) else { continue }
            if annotation.kind == "class" {
                end()
                let words = annotation.text.split(whereSeparator: { $0 == " " || $0 == ":" })
                (name, fields) = (words.first { $0 != "(exact)" }.map(String.init), [])
            } else if annotation.kind == "field", name != nil {
                fields.append(annotation)
            }
        }
        end()
        return found
    }
}

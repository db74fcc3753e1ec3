public import LuaValues
public import Recipes
import WorkerProtocol

/// `recipe`: declares what the recipe does and which parameters it takes, and gives their values.
public struct RecipeHeader: Primitive {
    static let summary = PrimitiveOption<String?>.optional("summary", .string, "what the recipe does, in one line")
    static let parameters = PrimitiveOption<[String: RecipeParameter]>.defaulted(
        "params", .dictionary(of: .recipeParameter), [:], shown: "none", "the parameters by name")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "recipe", summary: "Declares the recipe and its parameters, and gives the parameters' values.", style: .query,
        options: [summary.erased, parameters.erased], returns: "a table of values", inDoubt: .pure)

    /// Checks what the command line gave against what the recipe declares.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let declared = try options[Self.parameters]
        let given = step.run.parameters
        for name in given.keys.sorted() where declared[name] == nil {
            let nearest = Suggestion.nearest(to: name, among: declared.keys)
            throw StepError(
                code: "unknown_parameter", "the recipe has no parameter '\(name)'",
                hint: nearest.map { "did you mean --\($0)?" } ?? Self.list(declared))
        }
        var values = LuaTable()
        for (name, parameter) in declared.sorted(by: { $0.key < $1.key }) {
            if let text = given[name] {
                values[name] = try parameter.value(of: text, name: name)
            } else if let fallback = parameter.fallback {
                values[name] = fallback
            } else {
                throw StepError(
                    code: "missing_parameter",
                    "parameter '\(name)' is missing: \(parameter.help ?? parameter.kind.rawValue)",
                    hint: "add --\(name) \(parameter.kind.placeholder)", fields: ["option": .string(name)])
            }
        }
        return .table(values)
    }

    private static func list(_ declared: [String: RecipeParameter]) -> String {
        declared.isEmpty
            ? "it takes none" : "it has " + declared.keys.sorted().map { "--\($0)" }.joined(separator: ", ")
    }
}

/// What a recipe says of itself, for `--help`.
public struct RecipeDescription: Hashable, Sendable {
    /// What the recipe does, in one line.
    public let summary: String?
    /// The parameters by name.
    public let parameters: [String: RecipeParameter]

    /// Reads the table that a recipe passes to `recipe`.
    /// - Throws: `OptionError` as a run would.
    public init(header: LuaValue) throws {
        guard case .table(let table) = header else {
            self.init(summary: nil, parameters: [:])
            return
        }
        let options = try OptionValues(
            table, options: [RecipeHeader.summary.erased, RecipeHeader.parameters.erased], positional: nil, path: nil)
        self.init(summary: try options[RecipeHeader.summary], parameters: try options[RecipeHeader.parameters])
    }

    private init(summary: String?, parameters: [String: RecipeParameter]) {
        self.summary = summary
        self.parameters = parameters
    }
}

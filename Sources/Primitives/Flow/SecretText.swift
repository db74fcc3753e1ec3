public import LuaValues
public import Recipes
import WorkerProtocol

/// `secret_text`: a text with secrets in it, such as a database's address with its password. The host puts it together where
/// it is used.
public struct SecretText: Primitive {
    static let format = PrimitiveOption<String>.required(
        "format", .string, "the text, with %s for each value and %% for a percent sign")
    static let values = PrimitiveOption<[TextOrSecret]>.required(
        "values", .list(of: .textOrSecret), "secrets, and texts, in the order of the %s")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "secret_text",
        summary: "Joins texts and secrets to one secret: secret_text(\"postgres://app:%s@db/shop\", secret \"DB\").",
        style: .query, options: [format.erased, values.erased], returns: "a secret handle", inDoubt: .pure)

    /// Makes the handle.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let pieces = try Self.pieces(of: try options[Self.format])
        let values = try options[Self.values]
        guard values.count == pieces.count - 1 else {
            throw StepError(
                code: "invalid_option",
                "secret_text: the text has \(pieces.count - 1) %s, and there are \(values.count) values",
                fields: ["option": "values"])
        }
        guard values.contains(where: \.isSecret) else {
            throw StepError(
                code: "invalid_option", "secret_text: none of the values is a secret",
                hint: "a text without secrets needs no more than string.format", fields: ["option": "values"])
        }
        let parts = options.value(of: "values").table?.items ?? []
        return .handle(
            LuaHandle(
                kind: "secret",
                fields: LuaTable(
                    fields: [
                        "name": .string(Self.shown(pieces, parts)), "pieces": .list(pieces.map { .string($0) }),
                        "parts": .list(parts),
                    ])))
    }

    /// What stands before, between and after the values.
    private static func pieces(of format: String) throws -> [String] {
        var pieces = [""]
        var rest = format.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                pieces[pieces.count - 1].unicodeScalars.append(scalar)
                continue
            }
            switch rest.popFirst() {
            case "s": pieces.append("")
            case "%": pieces[pieces.count - 1] += "%"
            default:
                throw StepError(
                    code: "invalid_option", "secret_text: a % is followed by s or another %",
                    fields: ["option": "format"])
            }
        }
        return pieces
    }

    /// The text with the names of what is in it.
    private static func shown(_ pieces: [String], _ parts: [LuaValue]) -> String {
        zip(parts, pieces.dropFirst()).reduce(pieces[0]) { text, next in
            text + (next.0.string ?? "\(next.0)") + next.1
        }
    }
}

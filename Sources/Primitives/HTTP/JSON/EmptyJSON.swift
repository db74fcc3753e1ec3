public import LuaValues
public import Recipes
import WorkerProtocol

/// `empty_list` and `empty_object`: what stands in `json` for a table without anything in it.
public struct EmptyJSON: Primitive {
    /// What a table can be in JSON.
    public enum Form: String, Sendable {
        /// `[]`.
        case list
        /// `{}`.
        case object
    }

    static let kind = "json"

    private let form: Form

    /// Name, and how calls are treated.
    public let declaration: PrimitiveDeclaration

    /// Makes the primitive for one of both.
    public init(_ form: Form) {
        self.form = form
        let text = form == .list ? "[]" : "{}"
        declaration = PrimitiveDeclaration(
            "empty_\(form.rawValue)", summary: "Stands for \(text) in the json of http_request.", style: .query,
            returns: "a handle", inDoubt: .pure)
    }

    /// Makes the handle.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        .handle(LuaHandle(kind: Self.kind, fields: LuaTable(fields: ["form": .string(form.rawValue)])))
    }
}

public import LuaValues
public import Recipes

/// `fail`: ends the recipe, or the block around it, as failed.
public struct Fail: Primitive {
    static let message = PrimitiveOption<String>.required("message", .text, "why")
    static let code = PrimitiveOption<String>.defaulted(
        "code", .name, "failed", "a code by which `pcall` can distinguish it")
    static let hint = PrimitiveOption<String?>.optional("hint", .string, "what to do about it")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "fail", summary: "Ends the recipe as failed, with a message.",
        options: [message.erased, code.erased, hint.erased],
        positional: "message", inDoubt: .pure)

    /// Fails.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        throw StepError(
            code: try options[Self.code], try options[Self.message], hint: try options[Self.hint])
    }
}

import LuaRuntime
import RecipeWorker
public import Recipes

/// `log`: adds a line to the run's log.
public struct LogLine: NotePrimitive {
    static let message = PrimitiveOption<String>.required("message", .text, "the line")
    static let level = PrimitiveOption<String>.defaulted(
        "level", .word("debug", "info", "warning", "error"), "info", "how much it matters")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "log", summary: "Adds a line to the run's log.", style: .note, options: [message.erased, level.erased],
        positional: "message", inDoubt: .pure)

    /// Takes one line.
    public func note(_ options: OptionValues, in step: StepContext) throws {
        step.log(LogLevel(rawValue: try options[Self.level]) ?? .info, try options[Self.message])
    }
}

extension OptionType where Value == String {
    /// A string, or anything else as Lua would write it.
    static let text = OptionType("text", annotation: "any") { value, _ in value.string ?? "\(value)" }
}

import LuaValues
public import Recipes
import TextSafety
import WorkerProtocol

/// `log`: adds a line to the run's log.
public struct LogLine: NotificationPrimitive {
    static let message = PrimitiveOption<String>.required("message", .text, "the line")
    static let level = PrimitiveOption<String>.defaulted(
        "level", .enumeration("debug", "info", "warning", "error"), "info", "how much it matters")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "log", summary: "Adds a line to the run's log.", style: .notification, options: [message.erased, level.erased],
        positional: "message", inDoubt: .pure)

    /// The maximum length of a text, in bytes; the rest of a longer one is left out.
    static let maximumLength = 64 << 10

    /// Takes one line.
    public func notify(_ options: OptionValues, in step: StepContext) throws {
        step.log(LogLevel(rawValue: try options[Self.level]) ?? .info, Self.shortened(try options[Self.message], step))
    }

    private static func shortened(_ text: String, _ step: StepContext) -> String {
        guard text.utf8.count > maximumLength else { return text }
        let masked = Array(step.run.secrets.mask(text).utf8)
        let end = masked.prefix(maximumLength).lastIndex { $0 & 0xc0 != 0x80 } ?? 0
        return String(decoding: masked[..<end], as: UTF8.self) + " … (\(masked.count - end) more bytes)"
    }
}

extension OptionType where Value == String {
    /// A string, or anything else as Lua would write it.
    static let text = OptionType("text", annotation: "any") { value, _ in
        switch value {
        case .string(let text): text
        case .bytes(let bytes): SafeText.decoded(bytes)
        default: "\(value)"
        }
    }
}

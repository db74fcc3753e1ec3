import Journal
public import LuaRuntime
public import Recipes

/// `sleep`: waits for a while.
public struct Sleep: Primitive {
    static let duration = PrimitiveOption<Duration>.required("duration", .duration, "how long, such as \"30s\"")

    static let reason = PrimitiveOption<String?>.optional("reason", .string, "what for, as people are shown it")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "sleep", summary: "Waits for a while.", options: [duration.erased, reason.erased], positional: "duration",
        inDoubt: .pure)

    /// Waits until the time that was set when the step was first started, so that a resume waits only for the rest.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let until = step.startedAt.adding(seconds: try options[Self.duration].seconds)
        let rest = until.seconds(since: .now)
        guard rest > 0 else { return .nil }
        if rest > 2 { step.waiting(Wait(reason: try options[Self.reason] ?? "sleeping", until: until)) }
        try await Task.sleep(for: .milliseconds(Int64(rest * 1000)))
        return .nil
    }
}

public import Journal
public import LuaRuntime
public import Recipes

/// `sleep`: waits for a while.
public struct Sleep: Primitive {
    static let duration = PrimitiveOption<Duration>.required("duration", .duration, "how long, such as \"30s\"")
    static let park = PrimitiveOption<Bool>.defaulted(
        "park", .boolean, true,
        "whether a process that does not wait in the foreground may end meanwhile; a short sleep never ends it")

    /// The longest rest of a sleep, in seconds, for which a process stays that could go.
    static let longestStay = 5.0

    static let reason = PrimitiveOption<String?>.optional("reason", .string, "what for, as people are shown it")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "sleep", summary: "Waits for a while; a long sleep parks the run where nobody waits in the foreground.",
        options: [duration.erased, reason.erased, park.erased], positional: "duration", inDoubt: .pure)

    /// Waits until the time that was set when the step was first started, so that a resume waits only for the rest.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let until = step.startedAt.adding(seconds: try options[Self.duration].seconds)
        let rest = until.seconds(since: .now)
        guard rest > 0 else { return .nil }
        let reason = try options[Self.reason] ?? "sleeping"
        let wait = Wait(reason: reason, since: step.startedAt, until: until)
        if rest > Self.longestStay, try options[Self.park], !step.run.isForeground { throw StepParked(wait) }
        if rest > 2 { step.waiting(wait) }
        try await Task.sleep(for: .seconds(rest))
        return .nil
    }

    /// The sleep, until its time has come.
    public func wait(_ options: OptionValues, since start: Timestamp) -> Wait? {
        guard let duration = try? options[Self.duration] else { return nil }
        return Wait(reason: "sleeping", since: start, until: start.adding(seconds: duration.seconds))
    }
}

public import Journal
public import LuaValues
public import Recipes

/// `sleep`: waits for a while.
public struct Sleep: Primitive {
    static let duration = PrimitiveOption<Duration>.required("duration", .duration, "how long, such as \"30s\"")
    static let park = PrimitiveOption<Bool>.defaulted(
        "park", .boolean, true,
        "whether a process that does not wait in the foreground may end meanwhile; a short sleep never ends it")

    /// The maximum rest of a sleep for which a process stays that could go.
    static let maximumStay = Duration.seconds(5)
    /// How often it looks whether there is still somebody to stay for.
    private static let look = Duration.milliseconds(200)

    static let reason = PrimitiveOption<String?>.optional("reason", .string, "what for, as people are shown it")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "sleep", summary: "Waits for a while; a long sleep parks the run where nobody waits in the foreground.",
        options: [duration.erased, reason.erased, park.erased], positional: "duration", inDoubt: .pure)

    /// Waits until the time that was set when the step was first started, so that a resume waits only for the rest.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let end = Countdown(try options[Self.duration], since: step.startedAt, by: step.services.clock)
        guard !end.isOver else { return .nil }
        let reason = try options[Self.reason] ?? "sleeping"
        let wait = Wait(reason: reason, since: step.startedAt, until: end.until)
        if end.rest > Self.maximumStay, try options[Self.park], !step.run.isForeground { throw StepParked(wait) }
        if end.rest > .seconds(2) { step.waiting(wait) }
        while !end.isOver {
            // A terminal that goes away takes the reason to stay with it.
            if step.run.presence.isOver, end.rest > Self.maximumStay { throw StepParked(wait) }
            try await step.services.clock.sleep(for: min(end.rest, Self.look))
        }
        return .nil
    }

    /// The sleep, until its time has come.
    public func wait(_ options: OptionValues, since start: Timestamp) -> Wait? {
        guard let duration = try? options[Self.duration] else { return nil }
        return Wait(reason: "sleeping", since: start, until: start.adding(seconds: duration.seconds))
    }
}

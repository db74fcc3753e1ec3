import Journal
public import LuaValues
public import Recipes

/// `await_window`: waits until runs may deploy to the environment; runs begin with it where it has windows or freezes.
public struct AwaitWindow: Primitive {
    /// How often it looks whether there is still somebody to stay for.
    private static let look = Duration.milliseconds(500)

    /// Makes the primitive.
    public init() {}

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "await_window",
        summary: "Waits for a window of the environment and the end of its freezes; runs begin with it by themselves.",
        returns: "{ waited_for, overridden }", inDoubt: .pure)

    /// What it waited for.
    public func summary(of result: LuaValue) -> String? {
        if let reason = result["overridden"].string { return "not waited for: \(reason)" }
        return result["waited_for"].string.map { "waited: \($0)" } ?? "open"
    }

    /// Waits.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let calendar: DeploymentCalendar?
        do throws(OptionError) {
            calendar = try step.run.environment.calendar()
        } catch {
            throw StepError(code: "invalid_environment", error.message, hint: error.hint)
        }
        var reason: String?
        while let closure = calendar?.closure(at: step.services.clock.now) {
            if let why = step.run.sources?.freezeOverride {
                step.notice("\(step.run.environment.name ?? "the environment") is closed (\(closure.reason)): \(why)")
                return ["overridden": .string(why), "waited_for": .string(closure.reason)]
            }
            guard let until = closure.until else {
                throw StepError(
                    code: "window.closed", "no run may begin in the next year: \(closure.reason)",
                    hint: "look at windows and freezes of the environment, or give --override-freeze REASON")
            }
            reason = closure.reason
            let wait = Wait(reason: closure.reason, since: step.startedAt, until: until)
            if !step.run.isForeground { throw StepParked(wait) }
            step.waiting(wait)
            while step.services.clock.now < until {
                if step.run.presence.isOver { throw StepParked(wait) }
                try await step.services.clock.sleep(for: Self.look)
            }
        }
        return ["waited_for": LuaValue(reason)]
    }
}

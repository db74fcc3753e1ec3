import Journal
public import LuaValues
import RecipeLibraries
public import Recipes

/// `lock`: takes a named lock that one run has at a time.
public struct Lock: Primitive {
    static let name = PrimitiveOption<String>.required("name", .name, "the lock's name")
    static let wait = PrimitiveOption<Duration?>.optional(
        "wait", .duration, "how long to wait for it at most; \"0s\" fails at once, without it as long as it takes")
    static let park = PrimitiveOption<String>.defaulted(
        "park", .enumeration("keep", "release"), "keep", "whether a parked run keeps it")
    static let scope = PrimitiveOption<Bool>.defaulted(
        "scope", .boolean, false, "whether it is held for the block around the call only")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "lock",
        summary: "Takes a lock until the run ends, or for a function: lock(name, { wait = \"10m\" }, function).",
        options: [name.erased, wait.erased, park.erased, scope.erased], positional: "name", inDoubt: .idempotent,
        effect: StepEffect.none, grant: .lock)

    /// Waits until the lock is free.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let isScoped = try options[Self.scope]
        let request = LockRequest(
            name: try options[Self.name], path: step.path, scope: isScoped ? step.scope : nil,
            isKeptWhileParked: try options[Self.park] == "keep")
        try await step.run.locks.take(request, waiting: try options[Self.wait], in: step)
        return .nil
    }

    /// Releases what it may have got for its block; any other is the run's until its end.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        if try options[Self.scope] { try await step.run.locks.release(try options[Self.name], scope: step.scope) }
        return .undone
    }
}

/// `unlock`: gives a lock back at the end of the function it was taken for.
public struct Unlock: Primitive {
    static let name = PrimitiveOption<String>.required("name", .name, "the lock's name")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "unlock", summary: "Gives a lock back; lock with a function does it by itself.", options: [name.erased],
        positional: "name", inDoubt: .idempotent, effect: StepEffect.none, grant: .lock)

    /// Gives the lock back.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        try await step.run.locks.release(try options[Self.name], scope: step.scope)
        return .nil
    }

    /// Gives the lock back.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        .done(try await perform(options, in: step))
    }
}

public import Foundation
public import Journal
public import LuaValues
public import RecipeLibraries

/// One thing a recipe can ask the host to do.
///
/// A primitive declares itself once; validation, help, annotations, the fake of the test world and the plan's line all
/// come from the declaration.
public protocol Primitive: Sendable {
    /// Name, options, and how calls are treated.
    var declaration: PrimitiveDeclaration { get }

    /// What it reads of the hosts of an environment, besides what every host has.
    var hostFacets: [AnyOption] { get }

    /// What is wrong with a call, as far as its options are written out in the source and the project's files show.
    func fault(in call: CallOutline, of project: Project) -> OptionError?

    /// What a person should know of a call before a run begins, as far as the source shows; `nil` for nothing.
    func warning(of call: CallOutline) -> String?

    /// Looks, before a run that uses the primitive begins, whether what it works with can be reached.
    /// - Parameter calls: the calls there are, as the sources have them.
    /// - Returns: what is wrong with that which the run may do without, in words.
    /// - Throws: `StepError` that says what cannot be reached and is needed.
    func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String]

    /// What to do with a call whose end is not on record.
    func inDoubtPolicy(for options: OptionValues) -> InDoubtPolicy

    /// Whether a call that came to an end may be made again without a person's confirmation, when a run tries again
    /// what failed.
    func mayRepeat(_ options: OptionValues, after end: StepEnd) -> Bool

    /// What a call is about as grants name it, such as a host or an origin; a library needs a grant for each.
    func grantSubjects(_ options: OptionValues) -> [String]

    /// What a library has to be granted for a call, all of it.
    /// - Parameter project: the project, in which paths are looked up.
    func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest]

    /// What of a call the project's policy does not allow; `nil` for nothing.
    /// - Parameter root: the project's folder.
    func violation(of policy: Policy, _ options: OptionValues, root: URL) -> PolicyViolation?

    /// What a call is about, in a few words, such as `shop-web on web-1`.
    func title(_ options: OptionValues) -> String

    /// What came of a call, in a few words, such as a digest.
    func summary(of result: LuaValue) -> String?

    /// Does what the primitive is for.
    ///
    /// The intent is on disk when this is called. Must end soon after its task is cancelled, leaving nothing half-done.
    /// - Throws: `StepError` for everything a recipe can catch; `StepParked` when it waits and the process may go.
    func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue

    /// Asks the world what became of a call that was begun by a process that died.
    func reconcile(_ options: OptionValues, in step: StepContext) async throws -> Reconciliation

    /// Rolls back what a call has half done that was begun and is cancelled: by a person, with its branch, or because
    /// its time is over. What it made is removed and what was there is restored; where it had come to its end, that
    /// stands.
    ///
    /// Called after `perform` or `reconcile` was cut short, or in their place by a later process, in a task that is not
    /// cancelled. Must not begin anything new.
    func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal

    /// What still runs of a call that was begun by a process that died, one line for each, for whoever decides on it.
    /// - Parameter token: the step's token.
    func leftRunning(of token: String) -> [String]

    /// What an unfinished call waits for, as far as its options show; for whoever looks at the journal alone.
    /// - Parameter start: when the call was begun.
    func wait(_ options: OptionValues, since start: Timestamp) -> Wait?
}

extension Primitive {
    /// The value of the positional option, if it is text.
    public func title(_ options: OptionValues) -> String {
        declaration.positional.flatMap { options.text(of: $0) } ?? ""
    }

    /// Nothing that grants distinguish.
    public func grantSubjects(_ options: OptionValues) -> [String] { [] }

    /// The grant of the declaration, for each of the subjects.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        guard let grant = declaration.grant else { return [] }
        let subjects = grantSubjects(options)
        return subjects.isEmpty ? [GrantRequest(grant, nil)] : subjects.map { GrantRequest(grant, $0) }
    }

    /// Nothing.
    public func violation(of policy: Policy, _ options: OptionValues, root: URL) -> PolicyViolation? { nil }

    /// Nothing.
    public var hostFacets: [AnyOption] { [] }

    /// What the declaration says.
    public func inDoubtPolicy(for options: OptionValues) -> InDoubtPolicy { declaration.inDoubt }

    /// What nobody can undo is repeated only where it is known that it did not happen.
    public func mayRepeat(_ options: OptionValues, after end: StepEnd) -> Bool {
        guard inDoubtPolicy(for: options) == .unsafe else { return true }
        guard case .failed(let error) = end else { return false }
        return error["in_doubt"] != true
    }

    /// Nothing.
    public func fault(in call: CallOutline, of project: Project) -> OptionError? { nil }

    /// Nothing to look at.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] { [] }

    /// Nothing.
    public func warning(of call: CallOutline) -> String? { nil }

    /// Nothing.
    public func summary(of result: LuaValue) -> String? { nil }

    /// Nothing that outlives the process.
    public func leftRunning(of token: String) -> [String] { [] }

    /// Not known from the options.
    public func wait(_ options: OptionValues, since start: Timestamp) -> Wait? { nil }

    /// Unknown.
    public func reconcile(_ options: OptionValues, in step: StepContext) async throws -> Reconciliation {
        .unknown("\(declaration.name) cannot be asked what became of it")
    }
}

extension Primitive {
    /// Nothing to roll back where a call changes nothing, or nothing that matters; else what the world shows.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        switch inDoubtPolicy(for: options) {
        case .pure, .idempotent: return .undone
        case .unsafe: return .left("nobody can tell whether it happened")
        case .adoptable:
            switch try await reconcile(options, in: step) {
            case .done(let value): return .done(value)
            case .notDone: return .undone
            case .unknown(let reason): return .left(reason)
            }
        }
    }
}

/// A primitive that says something and gets no answer; its calls are taken in order, at once.
public protocol NotificationPrimitive: Primitive {
    /// Takes one call.
    func notify(_ options: OptionValues, in step: StepContext) throws
}

extension NotificationPrimitive {
    /// Takes the call as a notification.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        try notify(options, in: step)
        return .nil
    }
}

/// What the world says of a step that was started and whose end is not on record.
public enum Reconciliation: Hashable, Sendable {
    /// It was done, with this result.
    case done(LuaValue)
    /// It had no effect; it can be done now.
    case notDone
    /// It cannot be known.
    case unknown(String)
}

/// What became of a call that was cancelled.
public enum Withdrawal: Hashable, Sendable {
    /// Nothing of it is left.
    case undone
    /// It had come to its end, with this result, and stands.
    case done(LuaValue)
    /// This is left of it, and a person has to look.
    case left(String)
}

/// How a call ended.
public enum StepEnd: Hashable, Sendable {
    /// It did what it is for.
    case done
    /// It failed with this error; `in_doubt` is true in it where nobody knows whether it had its effect.
    case failed(LuaValue)
    /// It was cancelled.
    case cancelled
}

/// What to do with a step that was started and whose end is not on record.
public enum InDoubtPolicy: String, Hashable, Sendable {
    /// It has no effect: do it again.
    case pure
    /// Doing it twice is the same as once: do it again with the same token.
    case idempotent
    /// The world can be asked: adopt what was done.
    case adoptable
    /// Nobody can tell: a person has to say.
    case unsafe
}

/// A step waits, and its process may end meanwhile.
public struct StepParked: Error, Hashable, Sendable {
    /// What it waits for.
    public let wait: Wait

    /// Makes a parking.
    public init(_ wait: Wait) { self.wait = wait }
}

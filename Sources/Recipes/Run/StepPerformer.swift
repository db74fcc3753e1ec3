import Journal
import LuaValues
import WorkerProtocol

/// What stands between the journal and the world: every effect of a run, and everything that is asked of the world for
/// it, goes through one of these. A run that has no effects is one with another performer.
protocol StepPerformer: Sendable {
    /// Does a step whose intent is on record.
    /// - Parameter isInDoubt: whether it was begun before, and its end is not on record.
    /// - Throws: `JournalError` where the journal is at fault, so that the run cannot go on.
    func result(
        of call: PreparedCall, in step: StepContext, isInDoubt: Bool
    ) async throws(JournalError) -> StepResult

    /// Rolls back what a cancelled step has half done.
    func withdrawal(of call: PreparedCall, in step: StepContext) async -> StepResult

    /// Answers a call that is not journaled.
    func answer(to call: PreparedCall, in step: StepContext) async throws -> LuaValue

    /// Takes a call that gets no answer.
    func notify(_ call: PreparedCall, in step: StepContext) throws

    /// What still runs of a primitive's step that was begun by a process that died, one line for each.
    func leftRunning(of primitive: any Primitive, token: String) -> [String]
}

/// Has the primitives do what they are for.
struct LivePerformer: StepPerformer {
    func result(
        of call: PreparedCall, in step: StepContext, isInDoubt: Bool
    ) async throws(JournalError) -> StepResult {
        do {
            if isInDoubt, let known = try await reconciled(call, in: step) { return known }
            return .done(try await call.primitive.perform(call.options, in: step))
        } catch let parked as StepParked {
            return .parked(parked.wait)
        } catch is CancellationError {
            return .cancelled
        } catch let error as JournalError where error.endsRun {
            throw error
        } catch {
            return Task.isCancelled ? .cancelled : .failed(StepError(of: error))
        }
    }

    /// In a task of its own, which comes to its end though the call's is cancelled: half of a way back would be worse
    /// than a late end.
    func withdrawal(of call: PreparedCall, in step: StepContext) async -> StepResult {
        await Task {
            do {
                switch try await call.primitive.withdraw(call.options, in: step) {
                case .undone: return StepResult.cancelled
                case .done(let value): return .done(value)
                case .left(let what): return .cancelledLeaving(what)
                }
            } catch {
                return .cancelledLeaving(StepError(of: error).message)
            }
        }.value
    }

    func answer(to call: PreparedCall, in step: StepContext) async throws -> LuaValue {
        try await call.primitive.perform(call.options, in: step)
    }

    func notify(_ call: PreparedCall, in step: StepContext) throws {
        try (call.primitive as? any NotificationPrimitive)?.notify(call.options, in: step)
    }

    func leftRunning(of primitive: any Primitive, token: String) -> [String] { primitive.leftRunning(of: token) }

    private func reconciled(_ call: PreparedCall, in step: StepContext) async throws -> StepResult? {
        switch call.primitive.inDoubtPolicy(for: call.options) {
        case .pure, .idempotent: return nil
        case .adoptable:
            switch try await call.primitive.reconcile(call.options, in: step) {
            case .done(let value): return .done(value)
            case .notDone: return nil
            case .unknown(let reason): return .inDoubt(reason)
            }
        case .unsafe:
            return .inDoubt("\(call.request.primitive) was begun, and nobody can tell whether it happened")
        }
    }
}

import Journal
import WorkerProtocol

/// The recipe does not do what the journal says it did.
struct Divergence: Error, Sendable {
    let path: String
    let recorded: StepIntent
    let now: CallRequest?
    /// The step that cannot be left out, where the recipe was edited.
    var conflict: Conflict?

    /// A step on record that an edited recipe would have to do without.
    struct Conflict: Sendable {
        let path: String
        let recorded: StepIntent
        /// Whether it came to its end; else nobody knows.
        let isDone: Bool
    }
}

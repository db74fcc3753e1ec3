public import RecipeLibraries
public import WorkerProtocol

/// What a primitive is, declared once.
public struct PrimitiveDeclaration: Sendable {
    /// The name recipes call it by.
    public let name: String
    /// What it does, in one sentence.
    public let summary: String
    /// How its calls travel.
    public let style: CallStyle
    /// The options, in the order documentation shows them.
    public let options: [AnyOption]
    /// The key of the option that a call's first positional argument sets.
    public let positional: String?
    /// What it returns, for documentation.
    public let returns: String
    /// What to do with a call whose end is not on record.
    public let inDoubt: InDoubtPolicy
    /// What a call that came to its end leaves behind.
    public let effect: StepEffect
    /// What a library needs to be granted to call it; `nil` where any may.
    public let grant: Grant.Name?
    /// The option that names what a call takes away, so that what made it no longer stands; `nil` for nothing.
    public let takesAway: String?
    /// How `with_rollback` undoes what a call did; `nil` where it cannot.
    public let undo: Undo?
    /// Whether the run is done with it: nothing comes after a call that was done.
    public let endsRun: Bool
    /// How its options have changed, in order.
    public let changes: [OptionChange]

    /// The revision of its options: 1 until the first change.
    public var revision: Int { changes.map(\.revision).max() ?? 1 }

    /// Declares a primitive.
    /// - Parameters:
    ///   - name: the name recipes call it by.
    ///   - summary: what it does, in one sentence.
    ///   - style: how its calls travel.
    ///   - options: the options.
    ///   - positional: the key of the option that the first positional argument sets.
    ///   - returns: what it returns.
    ///   - inDoubt: what to do with a call whose end is not on record.
    ///   - effect: what a call leaves behind; `nil` for nothing where it is `pure`, else a change.
    ///   - grant: what a library needs to be granted to call it.
    ///   - takesAway: the option that names what a call takes away.
    ///   - undo: how `with_rollback` undoes what a call did.
    ///   - endsRun: whether the run is done with a call that was done.
    ///   - changes: how its options have changed, in order.
    public init(
        _ name: String, summary: String, style: CallStyle = .step, options: [AnyOption] = [], positional: String? = nil,
        returns: String = "nothing", inDoubt: InDoubtPolicy, effect: StepEffect? = nil, grant: Grant.Name? = nil,
        takesAway: String? = nil, undo: Undo? = nil, endsRun: Bool = false,
        changes: [OptionChange] = []
    ) {
        self.name = name
        self.summary = summary
        self.style = style
        self.options = options
        self.positional = positional
        self.returns = returns
        self.inDoubt = inDoubt
        self.effect = effect ?? (inDoubt == .pure ? .none : .change)
        self.grant = grant
        self.takesAway = takesAway
        self.undo = undo
        self.endsRun = endsRun
        self.changes = changes
    }
}

/// What a step leaves behind, which decides whether an edited recipe may go on without it.
public enum StepEffect: Hashable, Sendable {
    /// Nothing: it read or waited.
    case none
    /// A person's confirmation, which holds for what they were shown.
    case answer
    /// A change of the world.
    case change
}

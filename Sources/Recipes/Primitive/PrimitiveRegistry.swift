import Crypto
public import Journal
import LuaValues
public import WorkerProtocol

/// The primitives there are, by name.
public struct PrimitiveRegistry: Sendable {
    private let byName: [String: any Primitive]

    /// Makes a registry; a later primitive replaces an earlier one of the same name.
    public init(_ primitives: [any Primitive]) {
        byName = Dictionary(primitives.map { ($0.declaration.name, $0) }) { _, later in later }
    }

    /// The primitives in order of their names.
    public var all: [any Primitive] { byName.values.sorted { $0.declaration.name < $1.declaration.name } }

    /// How calls of each primitive travel.
    public var styles: [String: CallStyle] { byName.mapValues(\.declaration.style) }

    /// The primitive of a name.
    public subscript(name: String) -> (any Primitive)? { byName[name] }

    /// Validates a call.
    /// - Throws: `StepError` with code `invalid_option`, naming the option.
    func prepare(_ request: CallRequest) throws(StepError) -> PreparedCall {
        guard let primitive = byName[request.primitive] else {
            throw StepError(code: "unknown_primitive", "there is no primitive called '\(request.primitive)'")
        }
        let declaration = primitive.declaration
        let table =
            switch request.options {
            case .table(let table): table
            case .nil: LuaTable()
            default: LuaTable(items: [request.options])
            }
        do {
            let options = try OptionValues(
                table, options: declaration.options, positional: declaration.positional, path: nil)
            return PreparedCall(request: request, primitive: primitive, options: options)
        } catch {
            throw StepError(
                code: "invalid_option", "\(declaration.name): \(error.message)", hint: error.hint,
                fields: ["option": .string(error.option)])
        }
    }
}

/// A call whose options are valid.
struct PreparedCall: Sendable {
    let request: CallRequest
    let primitive: any Primitive
    let options: OptionValues

    /// What the journal records before the call has any effect.
    func intent() -> StepIntent {
        let options = request.options.withoutHolders.encoded()
        return StepIntent(
            primitive: request.primitive, revision: primitive.declaration.revision,
            source: request.position.description, library: request.library, options: options,
            digest: ContentHash(of: Array(request.primitive.utf8) + [0] + options))
    }

    /// The event that records that the call is about to have its effect.
    func started(at moment: Timestamp) -> EventRecord {
        var facts = LuaTable()
        if request.isCleanUp { facts["clean_up"] = true }
        if request.isInCancelledBranch { facts["cancelled"] = true }
        if !request.through.isEmpty { facts["through"] = .list(request.through.map { .string($0) }) }
        let body = facts.fields.isEmpty ? nil : LuaValue.table(facts).encoded()
        return EventRecord(kind: .started, path: request.path, at: moment, intent: intent(), body: body)
    }
}

extension PrimitiveRegistry {
    /// What a recorded call was about, in a few words.
    public func title(of intent: StepIntent) -> String {
        recorded(intent).map { $0.primitive.title($0.options).headline } ?? ""
    }

    /// What a recorded call without an end waits for, as far as its options show.
    /// - Parameter start: when it was begun.
    public func wait(of intent: StepIntent, since start: Timestamp) -> Wait? {
        recorded(intent).flatMap { $0.primitive.wait($0.options, since: start) }
    }

    /// Whether a recorded call that has ended may be made again without a person's confirmation.
    func mayRepeat(_ intent: StepIntent, after end: StepEnd) -> Bool {
        guard let call = recorded(intent) else { return byName[intent.primitive]?.declaration.inDoubt != .unsafe }
        return call.primitive.mayRepeat(call.options, after: end)
    }

    /// Whether a person can have to say what became of a recorded call without an end.
    func canBeInDoubt(_ intent: StepIntent) -> Bool {
        guard let call = recorded(intent) else { return true }
        return [.adoptable, .unsafe].contains(call.primitive.inDoubtPolicy(for: call.options))
    }

    private func recorded(_ intent: StepIntent) -> (primitive: any Primitive, options: OptionValues)? {
        guard let primitive = byName[intent.primitive],
            case .table(let table)? = try? LuaValue(decoding: intent.options),
            let options = try? OptionValues(
                table, options: primitive.declaration.options, positional: primitive.declaration.positional, path: nil)
        else { return nil }
        return (primitive, options)
    }
}

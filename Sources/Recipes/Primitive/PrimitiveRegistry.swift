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

    /// How calls travel, also of primitives that a run was begun with and that are not there any more.
    func styles(with former: some Sequence<String>) -> [String: CallStyle] {
        styles.merging(former.map { ($0, .step) }) { known, _ in known }
    }

    /// What they read of the hosts of an environment, in the order of the keys.
    public var hostFacets: [AnyOption] {
        let found = all.flatMap(\.hostFacets).map { ($0.key, $0) }
        return Dictionary(found) { first, _ in first }.values.sorted { $0.key < $1.key }
    }

    /// The primitive of a name.
    public subscript(name: String) -> (any Primitive)? { byName[name] }

    /// The revisions of their declarations.
    var revisions: [String: Int] { byName.mapValues(\.declaration.revision) }

    /// Validates a call.
    /// - Parameters:
    ///   - revision: the revision of the declaration that it was written for; `nil` for the one of now.
    ///   - intent: what the journal records of it, where that is known already.
    /// - Throws: `StepError` with code `invalid_option`, naming the option.
    func prepare(
        _ request: CallRequest, revision: Int? = nil, intent: StepIntent? = nil
    ) throws(StepError) -> PreparedCall {
        guard let primitive = byName[request.primitive] else { throw .retired(request.primitive) }
        let declaration = primitive.declaration
        let revision = revision ?? declaration.revision
        do {
            let options = try declaration.values(request.table, writtenFor: revision)
            return PreparedCall(
                request: request, primitive: primitive, options: options, revision: revision, known: intent)
        } catch {
            let isEarlier = revision < declaration.revision
            throw StepError(
                code: "invalid_option", "\(declaration.name): \(error.message)",
                hint: isEarlier ? StepError.earlierRevision(declaration.name) : error.hint,
                fields: ["option": .string(error.option)])
        }
    }

    /// A call whose end is on record: what is done is not checked again, whatever the declaration says now.
    func recorded(_ request: CallRequest, _ intent: StepIntent) -> PreparedCall {
        guard let primitive = byName[request.primitive] else {
            return PreparedCall(
                request: request, primitive: RetiredPrimitive(name: request.primitive), options: OptionValues(),
                revision: intent.revision, known: intent)
        }
        let declaration = primitive.declaration
        let options =
            (try? declaration.values(request.table, writtenFor: intent.revision))
            ?? OptionValues(known: request.table.fields, options: declaration.options)
        return PreparedCall(
            request: request, primitive: primitive, options: options, revision: intent.revision, known: intent)
    }
}

extension CallRequest {
    /// The options as a table, whose first item is the positional one.
    fileprivate var table: LuaTable {
        switch options {
        case .table(let table): table
        case .nil: LuaTable()
        default: LuaTable(items: [options])
        }
    }
}

extension StepIntent {
    /// What the journal records of a call before it has any effect: encoded here once, and hashed once.
    /// - Parameter revision: the revision of the declaration that the call was written for.
    init(of request: CallRequest, revision: Int) {
        let options = request.options.withoutHolders.encoded()
        self.init(
            primitive: request.primitive, revision: revision, source: request.position.description,
            library: request.library, options: options,
            digest: ContentHash(of: Array(request.primitive.utf8) + [0] + options))
    }
}

/// A call whose options are valid.
struct PreparedCall: Sendable {
    let request: CallRequest
    let primitive: any Primitive
    let options: OptionValues
    /// The revision of the declaration that the call was written for.
    let revision: Int
    /// What the journal records of it, where that was made already. Calls that are not journaled do without.
    let known: StepIntent?

    /// What the journal records of it.
    var intent: StepIntent { known ?? StepIntent(of: request, revision: revision) }

    /// The event that records that the call is about to have its effect.
    func started(at moment: Timestamp) -> EventRecord {
        var facts = LuaTable()
        if request.isCleanUp { facts["clean_up"] = true }
        if request.isInCancelledBranch { facts["cancelled"] = true }
        if !request.through.isEmpty { facts["through"] = .list(request.through.map { .string($0) }) }
        let body = facts.fields.isEmpty ? nil : LuaValue.table(facts).encoded()
        return EventRecord(kind: .started, path: request.path, at: moment, intent: intent, body: body)
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
            let options = try? primitive.declaration.values(table, writtenFor: intent.revision)
        else { return nil }
        return (primitive, options)
    }
}

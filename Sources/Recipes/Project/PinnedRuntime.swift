import LuaValues
import WorkerProtocol

/// What of Moondock itself a run is made with: another version may carry it on, and its recipe has to do the same there.
struct PinnedRuntime: Hashable, Sendable {
    /// The parts of the standard library that every recipe has without asking, in the order they are loaded in.
    let prelude: [SourceText]
    /// The primitives there were, with the revisions of their declarations.
    let revisions: [String: Int]

    /// What this program has.
    init(_ registry: PrimitiveRegistry) {
        prelude = Prelude.parts(for: registry)
        revisions = registry.revisions
    }

    /// What programs had before it was pinned: parts that do the same as those of now, and the first declarations.
    static func unpinned(_ registry: PrimitiveRegistry) -> PinnedRuntime {
        PinnedRuntime(prelude: Prelude.parts(for: registry), revisions: [:])
    }

    private init(prelude: [SourceText], revisions: [String: Int]) {
        self.prelude = prelude
        self.revisions = revisions
    }
}

extension PinnedRuntime {
    var encoded: LuaValue {
        [
            "prelude": .list(
                prelude.map { ["chunk": .string($0.chunk), "text": LuaValue(luaString: $0.text)] }),
            "revisions": .table(LuaTable(fields: revisions.mapValues { .integer(Int64($0)) })),
        ]
    }

    init?(encoded: LuaValue) {
        guard let parts = encoded["prelude"].table?.items else { return nil }
        prelude = parts.compactMap { part in
            guard let chunk = part["chunk"].string, let text = part["text"].luaString else { return nil }
            return SourceText(chunk: chunk, text: text)
        }
        revisions = (encoded["revisions"].table?.fields ?? [:]).compactMapValues { $0.integer.flatMap(Int.init) }
    }
}

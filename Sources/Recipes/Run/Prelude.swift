import StandardLibrary
import WorkerProtocol

/// The parts of the standard library that every recipe has without asking.
enum Prelude {
    /// The parts, in the order they are loaded in; the first says how the primitives' calls are undone.
    static func parts(for registry: PrimitiveRegistry) -> [SourceText] {
        let undo = registry.all.compactMap { primitive in
            primitive.declaration.undo.map { "  [\"\(primitive.declaration.name)\"] = \($0.lua),\n" }
        }
        return [part("undo", "host.undo = {\n\(undo.joined())}\n")]
            + StandardLibrary.prelude.map { SourceText(chunk: chunk($0.name), text: $0.text) }
    }

    /// The part that has a run wait for its environment's window before it begins.
    static func gate(isThere: Bool) -> [SourceText] { isThere ? [part("gate", "host.waits_for_window = true\n")] : [] }

    private static func part(_ name: String, _ text: String) -> SourceText {
        SourceText(chunk: chunk(name), text: Array(text.utf8))
    }

    private static func chunk(_ name: String) -> String { "moondock/prelude/\(name).lua" }
}

import StandardLibrary
import WorkerProtocol

/// The parts of the standard library that every recipe has without asking.
enum Prelude {
    static var parts: [SourceText] {
        StandardLibrary.prelude.map { SourceText(chunk: "moondock/prelude/\($0.name).lua", text: $0.text) }
    }
}

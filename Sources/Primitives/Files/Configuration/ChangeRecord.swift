import ConfigurationFiles
import Foundation
import Journal
import LuaValues
import Recipes
import RootedFiles

/// What a step is about to change in a file, kept beside the run's log until the step's end is on record: who comes after
/// a process that died finds the values there, and not which of them are new. No value is in it.
struct ChangeRecord: Sendable {
    private let path: String

    init(_ step: StepContext) {
        path =
            step.run.project.folder(of: step.run.id.description).appendingPathComponent(
                "changes-\(step.draftMark)"
            ).path
    }

    /// What was to be changed; empty where nothing is on record.
    func read() -> [String: ConfigurationChange.Kind] {
        guard let data = FileManager.default.contents(atPath: path),
            case .table(let table)? = try? LuaValue(decoding: Array(data))
        else { return [:] }
        return table.fields.compactMapValues { $0.string.flatMap(ConfigurationChange.Kind.init) }
    }

    /// Keeps what is about to be changed.
    func write(_ changes: [ConfigurationChange]) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var table = LuaTable()
        for change in changes { table[change.key] = .string(change.kind.rawValue) }
        try FileReplacement.write(LuaValue.table(table).encoded(), to: path)
    }

    /// Lets go of it.
    func remove() { unlink(path) }
}

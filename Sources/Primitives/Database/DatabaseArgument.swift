import DatabaseBackup
import Foundation
import LuaValues
import Recipes

/// A database as an environment describes it.
struct DatabaseArgument: Sendable {
    static let engine = PrimitiveOption<String>.required(
        "engine", .enumeration(DatabaseKinds.all.map { $0.engine }.sorted()), "the kind of database")
    static let target = PrimitiveOption<String?>.optional(
        "target", .backupTarget,
        "what the backups are called; else after the database or its file. Only backups of this very database count for keep"
    )

    static let options: [AnyOption] = [engine.erased, target.erased] + DatabaseKinds.options

    let values: OptionValues

    private var kind: (any DatabaseKind.Type)? {
        values.text(of: "engine").flatMap { word in DatabaseKinds.all.first { $0.engine == word } }
    }

    /// The name in titles.
    var title: String {
        values.text(of: "target") ?? values.text(of: "name")
            ?? values.text(of: "path")?.split(separator: "/").last.map(String.init) ?? ""
    }

    /// The backups' name.
    var id: String? {
        values.text(of: "target") ?? values.text(of: "name")
            ?? path.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }
    }

    /// The path of the project's file that is the database.
    var path: String? { kind?.path(values) }

    /// What the backup module needs to know.
    /// - Throws: `StepError` naming what is missing.
    func target(in step: StepContext) throws -> BackupTarget {
        let word = try values[Self.engine]
        guard let kind else { throw StepError(code: "invalid_option", "backup_db: no engine is called '\(word)'") }
        let source = try kind.source(values, in: step)
        return try values[Self.target].map { BackupTarget(id: $0, source: source) } ?? BackupTarget(source)
    }
}

extension OptionType where Value == DatabaseArgument {
    /// A database.
    static let database = OptionType<OptionValues>.record(
        "a database like { engine = \"sqlite\", path = \"data/shop.sqlite\" }", DatabaseArgument.options
    ).map { values, _ in DatabaseArgument(values: values) }
}

extension OptionType where Value == String {
    /// What backups are called.
    static let backupTarget = OptionType.name.map { text, optionPath throws(OptionError) in
        guard BackupTarget.isIdentifier(text) else {
            throw OptionError(
                "'\(optionPath)' cannot be part of the names of backups: \(LuaValue.string(text))",
                option: optionPath.lastKey,
                hint:
                    "target has 1 to 64 letters, digits, '.', '_' or '-', and begins with a letter or digit, not with 'del-'"
            )
        }
        return text
    }
}

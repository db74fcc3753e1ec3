import DatabaseBackup
import LuaValues
import Recipes

/// A kind of database as recipes describe it.
///
/// A new one is a type that conforms to this, and a place in ``DatabaseKinds/all``.
protocol DatabaseKind {
    /// The word for `engine`.
    static var engine: String { get }
    /// The options that say where the database is, besides `engine` and `target`. Kinds may share some.
    static var options: [AnyOption] { get }
    /// The path of the project's file that is the database; `nil` where it lies on a server.
    static func path(_ values: OptionValues) -> String?
    /// What the backup module needs to know.
    /// - Throws: `StepError` naming what is missing.
    static func source(_ values: OptionValues, in step: StepContext) throws -> any DatabaseSource
}

/// The kinds of databases there are.
enum DatabaseKinds {
    static let all: [any DatabaseKind.Type] = [SQLiteDatabase.self, PostgresDatabase.self]

    /// All options of all kinds, each once.
    static var options: [AnyOption] {
        var known: Set<String> = []
        return all.flatMap { kind in kind.options }.filter { known.insert($0.key).inserted }
    }
}

extension DatabaseKind {
    static func path(_ values: OptionValues) -> String? { nil }

    static func missing(_ key: String) -> StepError {
        StepError(
            code: "invalid_option", "backup_db: database of engine '\(engine)' needs '\(key)'",
            fields: ["option": "database"])
    }
}

import Journal
import LuaValues
import Recipes
import RunReports

/// The backups of databases that runs in an environment have made since a moment: what a rollback does not take back.
struct BackupsSince {
    let lines: [String]

    init(_ moment: Timestamp, in environment: String, store: any RunStore) async throws {
        var found: [(at: Timestamp, text: [String])] = []
        for run in try await store.runs(RunFilter(environment: environment), limit: 1000)
        where run.updatedAt >= moment {
            var calls: [String: LuaValue] = [:]
            for event in try await store.events(of: run.id).map(\.event) {
                if event.kind == .started, let intent = event.intent, intent.primitive == "backup_db" {
                    calls[event.path] = try? LuaValue(decoding: intent.options)
                }
                guard event.kind == .finished, let call = calls[event.path], event.at >= moment, let body = event.body,
                    let value = try? LuaValue(decoding: body)
                else { continue }
                found.append((event.at, Self.text(value, call["database"], run.id, event.at)))
            }
        }
        guard !found.isEmpty else {
            lines = ["databases stay as they are; no backup of one was made there since"]
            return
        }
        let head = "databases stay as they are; these backups were made there since, the newest first:"
        lines = [head] + found.sorted { $0.at > $1.at }.flatMap(\.text)
    }

    private static func text(_ backup: LuaValue, _ database: LuaValue, _ run: RunID, _ moment: Timestamp) -> [String] {
        let (id, target) = (backup["id"].string ?? "?", backup["target"].string ?? "?")
        let file = backup["file"].string ?? backup["path"].string ?? "?"
        return [
            "  \(moment.text)  \(target)  \(id), by run \(run)",
            "    to restore it: \(command(backup["engine"].string, file, database))",
        ]
    }

    private static func command(_ engine: String?, _ file: String, _ database: LuaValue) -> String {
        guard engine == "sqlite" else {
            let host = database["host"].string.map { " --host \($0)" } ?? ""
            let user = database["user"].string.map { " --username \($0)" } ?? ""
            return
                "pg_restore --clean --if-exists\(host)\(user) --dbname \(database["name"].string ?? "NAME") '\(file)'"
        }
        let place = "'\(database["path"].string ?? "DATABASE")', while nobody has it open"
        return file.hasSuffix(".gz") ? "gunzip -c '\(file)' >\(place)" : "cp '\(file)' \(place)"
    }
}

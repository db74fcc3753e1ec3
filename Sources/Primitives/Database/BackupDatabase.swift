import DatabaseBackup
public import Foundation
import Journal
public import LuaValues
public import RecipeLibraries
public import Recipes

/// `backup_db`: backs a database up, verifies the copy and publishes it.
public struct BackupDatabase: Primitive {
    /// Where backups lie unless the call says otherwise.
    static let usualFolder = "backups"

    static let database = PrimitiveOption<DatabaseArgument>.required(
        "database", .database,
        "what to back up: { engine = \"postgres\", host = …, name = …, user = …, password = secret \"…\", sslmode = … } or "
            + "{ engine = \"sqlite\", path = … }; target names its backups, else the database's own name does")
    static let destination = PrimitiveOption<String>.defaulted(
        "to", .name, usualFolder, "the folder, relative to the project")
    static let keep = PrimitiveOption<Int?>.optional(
        "keep", .integer(1...100_000), "how many backups of this very database to keep; else all")
    static let timeout = PrimitiveOption<Duration>.defaulted(
        "timeout", .duration, .seconds(7200), shown: "\"2h\"", "how long it may take")
    static let stall = PrimitiveOption<Duration>.defaulted(
        "stall", .duration, .seconds(600), shown: "\"10m\"", "how long nothing may come")
    static let label = PrimitiveOption<String?>.optional("label", .string, "a note for people")

    /// Makes the primitive.
    public init() {}

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "backup_db", summary: "Backs a database up: verified, on disk, and published only when complete.",
        options: [database.erased, destination.erased, keep.erased, timeout.erased, stall.erased, label.erased],
        returns: "a backup handle: id, target, engine, path (its folder), file (in it), bytes, sha256",
        inDoubt: .adoptable, grant: .databaseBackup)

    /// The database's name.
    public func title(_ options: OptionValues) -> String { (try? options[Self.database].title) ?? "" }

    /// The target, and what is written elsewhere than where backups lie anyway.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        let target = GrantRequest(.databaseBackup, (try? options[Self.database])?.id)
        guard let project, let folder = try? options[Self.destination] else { return [target] }
        let name = project.named(folder)
        return name == Self.usualFolder ? [target] : [target, .folder(.filesWrite, name)]
    }

    /// Paths that lead out of the project.
    public func violation(of policy: Policy, _ options: OptionValues, root: URL) -> PolicyViolation? {
        let project = Project(root: root)
        let paths = [(try? options[Self.database])?.path, try? options[Self.destination]]
        return paths.compactMap { $0 }.lazy.compactMap { policy.violation(ofPath: $0, in: project) }.first
    }

    /// Size and hash.
    public func summary(of result: LuaValue) -> String? {
        guard let bytes = result["bytes"].integer, let hash = result["sha256"].string else { return nil }
        return "\(bytes) bytes, sha256 \(hash.prefix(12))"
    }

    /// Backs up.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let choice = try options[Self.database]
        let target = try choice.target(in: step)
        let request = BackupRequest(
            target: target, destination: try step.destination(try options[Self.destination], option: "to").path,
            token: step.token, keep: try options[Self.keep],
            limits: BackupLimits(total: try options[Self.timeout], stall: try options[Self.stall]),
            label: try options[Self.label])
        let observer = BackupObserver(
            progress: { bytes in step.progress("\(bytes) bytes") }, log: { line in step.output(line) },
            mask: { line in step.run.secrets.mask(line) })
        let backups = try backups(of: step)
        do {
            let outcome = try await backups.run(request, observer)
            for id in outcome.pruned { step.output("removed old backup \(id)") }
            return handle(outcome.backup)
        } catch {
            if error.code == .cancelled { throw CancellationError() }
            throw StepError(error, target.id)
        }
    }

    /// Adopts a backup whose manifest carries the step's token.
    public func reconcile(_ options: OptionValues, in step: StepContext) async throws -> Reconciliation {
        let target = try options[Self.database].target(in: step)
        let folder = try step.destination(try options[Self.destination], option: "to").path
        let backups = try backups(of: step)
        do {
            // One that was made before the step was begun is of another attempt, and of older data.
            let begun = Date(timeIntervalSince1970: Double(step.startedAt.milliseconds) / 1000)
            let found = try await backups.find(folder, target.id, step.token, begun)
            guard let found else { return .notDone }
            step.notice("adopted the backup that was made before the interruption")
            return .done(handle(found))
        } catch {
            throw StepError(error, target.id)
        }
    }

    /// Removes what is half copied; a backup that is complete stands.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        if case .done(let value) = try await reconcile(options, in: step) { return .done(value) }
        let target = try options[Self.database].target(in: step)
        let folder = step.run.project.resolve(try options[Self.destination]).path
        let backups = try backups(of: step)
        do {
            try await backups.discard(target, folder)
        } catch {
            throw StepError(error, target.id)
        }
        return .undone
    }

    private func backups(of step: StepContext) throws(StepError) -> BackupService {
        try step.services.service(BackupService.self)
    }

    private func handle(_ backup: BackupRecord) -> LuaValue {
        let manifest = backup.manifest
        let file = manifest.files.first
        var fields = LuaTable()
        fields["id"] = .string(backup.id)
        fields["target"] = .string(manifest.target)
        fields["engine"] = .string(manifest.engine)
        fields["path"] = .string(backup.directory)
        fields["file"] = LuaValue(file.map { "\(backup.directory)/\($0.name)" })
        fields["bytes"] = .integer(manifest.bytes)
        fields["sha256"] = LuaValue(file?.sha256)
        return .handle(LuaHandle(kind: "backup", fields: fields))
    }
}

extension StepError {
    init(_ error: BackupError, _ target: String) {
        self.init(
            code: "backup.\(error.code.rawValue)", "backup of \(target): \(error.message)", hint: error.hint,
            fields: ["stage": .string("\(error.stage)"), "target": .string(target)])
    }
}

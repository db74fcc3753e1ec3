import ArgumentParser
import Journal
import Recipes

/// What every command takes that executes a run which exists already.
struct ResumeOptions: ParsableArguments {
    @Flag(help: "Say yes to every request for approval; it is recorded so.")
    var approveAll = false

    @Flag(help: "Without a terminal, wait for approvals from elsewhere instead of exiting with 3.")
    var wait = false

    @Flag(help: "With --edited: take libraries from the folders that moondock.local.lua names.")
    var allowLocal = false

    @Flag(help: "Go on with the journal as it is, though it was changed or lost its end; it is recorded who said so.")
    var acceptDamage = false

    @Flag(help: "Resume here what was begun in another folder, since the project was moved; it is recorded.")
    var acceptProject = false

    @OptionGroup(title: "Project") var options: ProjectOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Secrets") var secretOptions: SecretOptions
    @OptionGroup(title: "Limits") var limitOptions: LimitOptions

    /// What is accepted of the run.
    var accepted: RunAcceptance { RunAcceptance(damage: acceptDamage, project: acceptProject) }

    /// What a command does with the run it was given.
    typealias Work = (RunRecord, RunID, RunController, RunControl, RunLimits) async -> RunOutcome

    /// Resumes a run, or executes a new one made from it, and ends with its exit code.
    /// - Parameters:
    ///   - name: the run as a person names it.
    ///   - isNew: whether what is executed is a new run.
    ///   - prepare: what comes first, such as recording an answer.
    func resume(
        _ name: String, isNew: Bool = false,
        preparing prepare: (RunRecord, RunController) async throws -> RunRecord = { record, _ in record },
        _ work: Work
    ) async throws {
        let project = options.project()
        let store = try options.store(of: project)
        let found = try await options.run(name, in: store, of: project)
        let limits = try limitOptions.limits()
        let console = try output.console()
        let session = RunSession(
            project: project, store: store, console: console, secrets: secretOptions.store(),
            approvals: RunSession.policy(approveAll: approveAll, wait: wait, console: console),
            allowsLocal: allowLocal, accepted: accepted, reach: options.reach(of: project))
        let record = try await prepare(found, session.controller { _ in })
        let id = isNew ? RunID.fresh() : record.id
        let code = await session.execute(id) { controller, control in
            await work(record, id, controller, control, limits)
        }
        try? store.close()
        throw ExitCode(code)
    }
}

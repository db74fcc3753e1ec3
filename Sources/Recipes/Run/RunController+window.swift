import Journal
import LuaValues
import WorkerProtocol

extension RunController {
    /// When runs may deploy to the environment; `nil` for always, and for runs that deploy nothing.
    func calendar(
        of environment: DeploymentEnvironment, _ bundle: RunBundle, _ excerpts: SourceExcerpts
    ) throws -> DeploymentCalendar? {
        guard let name = environment.name, bundle.release != .creation else { return nil }
        do {
            return try environment.calendar()
        } catch let error as OptionError {
            let path = RunBundle.path(ofEnvironment: name)
            throw Diagnostic(
                code: "invalid_environment", message: "\(path): \(error.message)",
                excerpt: excerpts.excerpt(
                    at: SourcePosition(chunk: path, line: 1), marking: error.option, isKey: true, label: error.hint))
        }
    }

    /// Denies a run that begins while its environment is closed, where that is how the environment has it.
    func rejectClosed(_ calendar: DeploymentCalendar?, _ bundle: RunBundle) throws {
        guard let calendar, calendar.deniesRuns, bundle.freezeOverride == nil,
            let closure = calendar.closure(at: services.clock.now)
        else { return }
        throw Diagnostic(
            code: "window.closed",
            message: "no run may begin in \(bundle.environment ?? "") now: \(closure.reason)"
                + (closure.until.map { ", until \($0.text)" } ?? ""),
            hint: "run it then; or now, on record: --override-freeze REASON")
    }

    /// Rejects a run whose variables are not all clear, before it has any effect.
    func rejectWrongVariables(
        _ bundle: RunBundle, _ environment: DeploymentEnvironment, _ parameters: [String: String]
    ) throws {
        guard environment.name != nil, let set = try VariableSet(of: bundle, environment, parameters) else { return }
        let faults = set.faults()
        if !faults.isEmpty { throw Diagnostic.all(faults) }
    }
}

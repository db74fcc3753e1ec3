import Console
import Foundation
import Journal
import Primitives
import Recipes

/// One command's execution of one run: console, log, signals.
struct RunSession {
    let project: Project
    let store: any RunStore
    let console: Console
    let secrets: SecretStore
    let approvals: ApprovalPolicy
    /// How long a new run waits for its environment's lock; `nil` for what the environment says.
    var lockWait: Duration?
    /// Whether libraries may be replaced by folders of this machine.
    var allowsLocal = false
    /// What is accepted of a run that exists.
    var accepted = RunAcceptance()
    /// What commands that are typed here need besides to find the project; `nil` for nothing.
    var reach: String?

    /// The machines that steps go to.
    let machines = MachinePool()

    /// Executes a run and gives its exit code.
    func execute(_ id: RunID, _ work: (RunController, RunControl) async -> RunOutcome) async -> Int32 {
        let log = RunLog(run: id, of: project)
        let control = RunControl()
        let steps = StepsInFlight(of: id)
        let signals = SignalWatch(control: control, person: Identity.ofProcess.user, steps: steps)
        defer { signals.end() }
        let console = console
        let controller = controller { event in
            steps.receive(event)
            log.receive(event)
            console.receive(event)
        }
        let outcome = await work(controller, control)
        await machines.close()
        console.finish()
        let errors = DescriptorOutput(STDERR_FILENO)
        if let fault = log.fault { errors.write("warning: the log of run \(id) is not whole: \(fault)\n") }
        if let fault = store.trailFault {
            errors.write("warning: a journal that goes back would not be noticed: \(fault)\n")
        }
        if let reach, [1, 3, 5].contains(outcome.exitCode), console.style != .json {
            errors.write("  commands for this run need, from here: \(reach)\n")
        }
        guard let loss = console.loss else { return outcome.exitCode }
        // What was done is done; but what was requested and could not be printed is no success.
        errors.write("error: standard output cannot be written: \(loss); the run is \(outcome.status.rawValue)\n")
        return outcome.exitCode == 0 ? 1 : outcome.exitCode
    }

    /// A controller whose events go to `sink`.
    func controller(_ sink: @escaping @Sendable (RunEvent) -> Void) -> RunController {
        RunController(
            project: project, store: store, registry: .standard, workerExecutable: WorkerExecutable.path,
            secrets: secrets, identity: Identity.ofProcess, approvals: approvals, lockWait: lockWait,
            allowsLocal: allowsLocal, accepted: accepted,
            services: StandardPrimitives.services(machines: machines, others: [ReleaseShelf(store)]), sink: sink)
    }
}

extension RunSession {
    /// Who answers requests for approval in a process with these options.
    static func policy(approveAll: Bool, wait: Bool, console: Console) -> ApprovalPolicy {
        let isAtTerminal = console.style != .json && ApprovalPrompt.isPossible()
        if approveAll { return .approveAll(isForeground: wait || isAtTerminal) }
        guard isAtTerminal else { return wait ? .wait : .park }
        return .ask(TerminalApprovals(console: console, prompt: ApprovalPrompt(palette: console.palette)))
    }
}

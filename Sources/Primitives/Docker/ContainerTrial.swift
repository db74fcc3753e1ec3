import DockerEngine
import Recipes

/// Tries a new version out on an address of its own while the old one still has the ports: a release that does not come up
/// then costs nothing.
struct ContainerTrial: Sendable {
    let rollout: ContainerRollout

    private var engine: DockerEngine { rollout.engine }
    private var clock: any StepClock { rollout.step.services.clock }
    private var options: RunOptions { rollout.options }
    private var step: StepContext { rollout.step }

    /// Why the new one cannot be tried out beside the old one; `nil` where it can.
    func conflict(besides old: ContainerInspection) -> String? {
        guard let probe = options.healthy else { return "it has no probe" }
        if !options.overlaps { return "overlap is false" }
        if options.network.mode != nil { return "it has no network of its own" }
        if rollout.sharesFiles(with: old) { return "both write to the same files" }
        switch probe.kind {
        case .log, .docker: return nil
        case .tcp(let port): return isPublished(port) ? nil : "port \(port) is not published"
        case .http(let target):
            if probe.isElsewhere(options) { return "\(target) is not the container's own address" }
            return options.httpPort(of: probe) == nil ? "it publishes no port to ask" : nil
        }
    }

    private func isPublished(_ port: Int) -> Bool {
        options.ports.contains { $0.containerPort == port && $0.transportProtocol == .tcp }
    }

    /// Starts the new version on a free port, waits until it is healthy, and removes it again.
    /// - Throws: `StepError` where it does not become healthy; the old one was not touched.
    func run(_ names: ContainerNames) async throws {
        step.progress("trying the new version out beside the old one")
        let maker = ContainerMaker(target: rollout.target, options: options, step: step)
        let labels = [ContainerLabels.container: names.final, ContainerLabels.role: ContainerRole.trial.rawValue]
        let trial = try await maker.make(names.trial, labels: labels) { config in
            config.restartPolicy = .never
            // Others are to find the old one by its names.
            config.networks = config.networks.map { NetworkAttachment($0.network) }
            config.ports = config.ports.filter { isAsked($0) }.prefix(1).map {
                PortBinding(containerPort: $0.containerPort, hostIP: address($0.hostIP))
            }
        }
        let result: Result<Void, any Error>
        do {
            try await start(trial, names)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await remove(trial)
        do {
            try result.get()
        } catch let unreachable as HealthWait.Unreachable {
            step.output("the new version cannot be reached on a free port to try it out: \(unreachable.answer)")
        }
    }

    private func isAsked(_ port: PortBinding) -> Bool {
        port.transportProtocol == .tcp && port.containerPort == options.healthy.flatMap { options.port(of: $0) }
    }

    /// Where a free port is taken: where the version's own is to be, and no further than it has to be.
    private func address(_ wanted: String?) -> String? {
        if let wanted, !["", "0.0.0.0", "::"].contains(wanted) { return wanted }
        guard case .unix = engine.endpoint.transport else { return wanted }
        return "127.0.0.1"
    }

    private func start(_ trial: String, _ names: ContainerNames) async throws {
        try await ContainerMaker(target: rollout.target, options: options, step: step).start(trial)
        try Task.checkCancellation()
        _ = try await HealthWait(
            target: rollout.target, options: options, step: step, container: trial, name: names.final, isTrial: true
        ).wait()
    }

    private func remove(_ trial: String) async throws {
        let engine = engine
        try await uncut { try await engine.discard(trial, by: clock) }
    }

    /// Removes what trials of this step have left.
    func removeAll() async throws {
        let found = try await engine.listContainers(labels: ["\(ContainerLabels.step)=\(step.token)"])
        for trial in found where trial.labels.label(ContainerLabels.role) == ContainerRole.trial.rawValue {
            try await remove(trial.id)
        }
    }
}

extension ContainerRollout {
    /// Tries the new version out where it has to wait for the old one's ports.
    func tryOut(besides old: ContainerInspection, _ record: RolloutRecord) async throws {
        guard record.ran, hasToStopFirst(old) else { return }
        let trial = ContainerTrial(rollout: self)
        if let conflict = trial.conflict(besides: old) {
            step.output("the old container is stopped before the new one is known to work: \(conflict)")
            return
        }
        try await trial.run(record.names)
        step.output("the new version works; nobody answers on its ports until it has taken the old one's place")
    }
}

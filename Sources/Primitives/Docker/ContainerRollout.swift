import DockerEngine
import Journal
import LuaRuntime
import Recipes

/// Brings one container of one host to a new version.
///
/// Each stage looks at the world before it acts, and the new container carries the step's token from the moment it
/// exists, so a rollout that was cut anywhere is carried on by running it again.
struct ContainerRollout: Sendable {
    let place: EnginePool.Place
    let options: RunOptions
    let step: StepContext

    var engine: DockerEngine { place.engine }
    /// The name the container has in the end.
    var finalName: String { place.containerName(options.name) }
    /// The name it has until it is healthy.
    var newName: String { finalName + ".new" }
    /// The name the replaced one keeps.
    var oldName: String { finalName + ".old" }

    /// Creates, starts, waits until healthy, replaces; a failure puts back what was there.
    func roll() async throws -> LuaValue {
        let own = try await own()
        let old = try await replaced(by: own)
        var new: String
        if let own { new = own.id } else { new = try await create(besides: old) }
        do {
            do {
                try await start(new, besides: old)
            } catch let error as DockerError where error.code == .portInUse && own != nil {
                // An engine that was killed while it started a container keeps the ports of that one reserved.
                try await engine.removeContainer(new, force: true)
                new = try await create(besides: old)
                try await start(new, besides: old)
            }
            let inspection = try await HealthWait(rollout: self, container: new).wait()
            try await takeOver(new, from: old)
            return handle(inspection, replaced: options.keepsReplaced ? old?.id : nil)
        } catch {
            // An interrupted rollout may have stopped the old one before this process looked at it.
            try await putBack(old, insteadOf: new, wasRunning: own != nil || old?.state.isRunning == true)
            throw error
        }
    }

    /// The container this very step has made before.
    func own() async throws -> ContainerSummary? {
        try await engine.listContainers(labels: ["\(ContainerLabels.step)=\(step.token)"]).first
    }

    /// The container that is to be replaced, whatever name an interrupted rollout has left it with.
    private func replaced(by own: ContainerSummary?) async throws -> ContainerInspection? {
        for name in own == nil ? [finalName] : [finalName, oldName] {
            guard let found = try await inspect(name), found.id != own?.id else { continue }
            guard options.replaces else {
                throw StepError(
                    code: "docker.nameInUse", "\(place.description) already has a container called \(finalName)",
                    hint: "add replace = true to replace it", fields: hostField.merging(["option": "name"]) { $1 })
            }
            return found
        }
        return nil
    }

    private func inspect(_ name: String) async throws -> ContainerInspection? {
        do {
            return try await engine.inspectContainer(name)
        } catch let error as DockerError where error.code == .notFound {
            return nil
        }
    }

    private func create(besides old: ContainerInspection?) async throws -> String {
        let name = old == nil ? finalName : newName
        // Left by a rollout that never came to its end; its own step has given it up.
        if old != nil, let stale = try await inspect(newName) {
            try await engine.removeContainer(stale.id, force: true)
        }
        let image = try await RunnableImage(options.image, on: place, step: step).reference()
        let config = try options.configuration(image: image, containerName: name, place: place, step: step)
        do {
            return try await make(config)
        } catch let error as DockerError where error.code == .imageNotFound {
            try await RunnableImage(options.image, on: place, step: step).pull()
            return try await make(config)
        }
    }

    /// Not cut short by a cancelled task: the engine would make the container all the same, and nobody would know of it.
    private func make(_ config: ContainerConfig) async throws -> String {
        let engine = engine
        return try await Task { try await engine.createContainer(config) }.value
    }

    private func start(_ new: String, besides old: ContainerInspection?) async throws {
        if let old, old.state.isRunning, collides(with: old) {
            try await stop(old, because: "which has the same ports")
        }
        step.progress("starting")
        try await engine.startContainer(new)
    }

    /// Whether both want the same port of the same address.
    private func collides(with old: ContainerInspection) -> Bool {
        let taken = old.ports.values.joined()
        return options.ports.contains { port in
            guard let wanted = port.hostPort else { return false }
            let address = port.hostIP ?? place.address
            return taken.contains { bound in
                bound.hostPort == wanted
                    && (address == nil || bound.hostIP == address || bound.hostIP == "0.0.0.0" || bound.hostIP == "::")
            }
        }
    }

    private func stop(_ old: ContainerInspection, because reason: String) async throws {
        step.waiting(
            Wait(
                reason: "the old container, \(reason), to stop", since: .now,
                until: Timestamp.now.adding(seconds: Double(options.stopTimeout))))
        try await engine.stopContainer(old.id, timeout: options.stopTimeout)
    }

    private func takeOver(_ new: String, from old: ContainerInspection?) async throws {
        guard let old else { return }
        try await stop(old, because: "which is replaced")
        if options.keepsReplaced {
            if let older = try await inspect(oldName), older.id != old.id {
                try await engine.removeContainer(older.id, force: true)
            }
            if try await inspect(old.id)?.name != oldName { try await engine.renameContainer(old.id, to: oldName) }
        } else {
            try await engine.removeContainer(old.id, force: true)
        }
        if try await inspect(new)?.name != finalName { try await engine.renameContainer(new, to: finalName) }
    }

    /// Removes the new one and has the old one run again under its name. Not cut short by a cancelled task: a machine
    /// without its container would be worse than a late end.
    private func putBack(
        _ old: ContainerInspection?, insteadOf new: String, wasRunning: Bool
    ) async throws {
        try await Task { [self] in
            try? await engine.removeContainer(new, force: true)
            guard let old else { return }
            if try await inspect(finalName) == nil { try await engine.renameContainer(old.id, to: finalName) }
            if wasRunning { try await engine.startContainer(old.id) }
        }.value
    }

    var hostField: [String: LuaValue] { place.host.map { ["host": .string($0.name)] } ?? [:] }

    private func handle(_ inspection: ContainerInspection, replaced: String?) -> LuaValue {
        var ports = LuaTable()
        for port in options.ports {
            let bound = inspection.hostPort(for: port.containerPort, port.transportProtocol)
            ports["\(port.containerPort)"] = bound.map { .integer(Int64($0)) } ?? .nil
        }
        // A handle refuses fields it does not have, so what is absent is false.
        var fields = LuaTable()
        fields["id"] = .string(inspection.id)
        fields["name"] = .string(options.name)
        fields["host"] = place.host.map { .string($0.name) } ?? .bool(false)
        fields["container"] = .string(finalName)
        fields["image"] = .string(inspection.imageID)
        fields["address"] = .string(place.address ?? "127.0.0.1")
        fields["ports"] = .table(ports)
        fields["replaced"] = replaced.map { .string($0) } ?? .bool(false)
        return .handle(LuaHandle(kind: "container", fields: fields))
    }
}

public import Journal
import LuaValues

/// A container that a run has left running, as its journal has it.
public struct DeployedContainer: Hashable, Sendable {
    /// The name that the recipe knows it by.
    public let name: String
    /// Its host; `nil` for the engine that answers here.
    public let host: String?
    /// Its name on the engine.
    public let container: String
    /// Its id.
    public let id: String
    /// The id of its image.
    public let image: String

    private init?(_ value: LuaValue) {
        guard case .handle(let handle) = value, handle.kind == "container", let id = handle["id"].string,
            let name = handle["name"].string, let container = handle["container"].string,
            let image = handle["image"].string
        else { return nil }
        self.name = name
        host = handle["host"].string
        self.container = container
        self.id = id
        self.image = image
    }

    /// The containers that a run has left running: what it has taken away again is not among them.
    public static func all(leftBy history: [EventRecord]) -> [DeployedContainer] {
        var intents: [String: StepIntent] = [:]
        var containers: [DeployedContainer] = []
        for event in history {
            if event.kind == .started { intents[event.path] = event.intent }
            guard event.kind == .finished, let intent = intents[event.path] else { continue }
            switch intent.primitive {
            case "docker_run":
                guard let body = event.body, let value = try? LuaValue(decoding: body),
                    let container = DeployedContainer(value)
                else { continue }
                containers.removeAll { $0.host == container.host && $0.container == container.container }
                containers.append(container)
            case "docker_stop", "docker_restore":
                guard let options = try? LuaValue(decoding: intent.options) else { continue }
                let subject = options["container"] == .nil ? options.table?.items.first ?? .nil : options["container"]
                if let gone = DeployedContainer(subject) { containers.removeAll { $0.id == gone.id } }
                if let name = subject.string {
                    containers.removeAll { $0.name == name && $0.host == options["host"].string }
                }
            default: continue
            }
        }
        return containers
    }
}

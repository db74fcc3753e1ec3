/// Which events are wanted. Values of one kind are alternatives; kinds must all agree.
public struct EventFilter: Sendable, Hashable {
    /// Containers, by name or id.
    public var containers: [String]
    /// Kinds of objects, `container`.
    public var types: [String]
    /// What happened, without what follows a colon: `die`, `health_status`.
    public var actions: [String]
    /// Labels the object has, `name` or `name=value`.
    public var labels: [String]
    /// Also what has happened since this time, in seconds since 1970.
    public var since: Double?

    /// Describes what is wanted; see the properties for their meaning.
    public init(
        containers: [String] = [], types: [String] = [], actions: [String] = [], labels: [String] = [],
        since: Double? = nil
    ) {
        self.containers = containers
        self.types = types
        self.actions = actions
        self.labels = labels
        self.since = since
    }

    /// What shows whether a container has come up: its health checks, and its end.
    public static func health(of container: String) -> EventFilter {
        EventFilter(containers: [container], types: ["container"], actions: ["health_status", "die", "oom", "destroy"])
    }

    var query: [(name: String, value: String)] {
        let filters = Filters(["container": containers, "type": types, "event": actions, "label": labels])
        return [(name: "filters", value: filters.json)] + (since.map { [("since", String($0))] } ?? [])
    }
}

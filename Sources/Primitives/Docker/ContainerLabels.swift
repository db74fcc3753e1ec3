import DockerEngine
import Journal
import LuaValues
import Recipes

/// The labels by which containers and images of Moondock are found again.
enum ContainerLabels {
    static let project = "moondock.project"
    static let run = "moondock.run"
    static let step = "moondock.step"
    static let environment = "moondock.environment"
    static let host = "moondock.host"
    /// The name the recipe knows the container by.
    static let name = "moondock.name"
    /// The name it has on its engine in the end.
    static let container = "moondock.container"
    /// The id of the container it takes the place of.
    static let replaces = "moondock.replaces"
    /// What that one was doing when it was looked at first.
    static let replaced = "moondock.replaced"
    /// What it is for; see `ContainerRole`.
    static let role = "moondock.role"

    /// When the step was begun, in milliseconds since 1970: one that is done again makes another thing.
    static let begun = "moondock.begun"

    /// Labels that begin so are Moondock's own.
    static let prefix = "moondock."

    /// The labels of whatever a step makes. Those of containers are among them and empty, so that an image does not hand
    /// its own on to the containers that are made of it.
    static func all(for step: StepContext) -> [String: String] {
        var labels = [environment, host, name, container, replaces, replaced, role].reduce(into: [:]) { $0[$1] = "" }
        labels[project] = step.run.project.name
        labels[run] = step.run.id.description
        labels[self.step] = step.token
        labels[begun] = "\(step.startedAt.milliseconds)"
        return labels
    }

    /// The labels by which a step that was cut finds what it has made since it was begun.
    static func made(by step: StepContext) -> [String] {
        ["\(self.step)=\(step.token)", "\(begun)=\(step.startedAt.milliseconds)"]
    }
}

/// What a container is for.
enum ContainerRole: String {
    /// It serves, until it is replaced.
    case service = ""
    /// It tries a new version out beside the old one, and goes.
    case trial
    /// It does something, and ends.
    case job
}

/// Whose a container is.
enum ContainerOwner: Hashable {
    /// This project's.
    case project
    /// Another project's.
    case other(String)
    /// Made by somebody else than Moondock.
    case nobody

    init(_ labels: [String: String], seenFrom project: String) {
        let owner = labels[ContainerLabels.project] ?? ""
        // Only containers have a name: what was made by hand of a built image carries the image's labels.
        guard !owner.isEmpty, labels[ContainerLabels.name]?.isEmpty == false else {
            self = .nobody
            return
        }
        self = owner == project ? .project : .other(owner)
    }
}

extension [String: String] {
    /// A label's value; empty where there is none.
    func label(_ key: String) -> String { self[key] ?? "" }
}

extension OptionType where Value == [String: String] {
    /// Labels of a recipe's own.
    static let labels = OptionType<[String: String]>.dictionary(of: .string).map { labels, path throws(OptionError) in
        guard let own = labels.keys.filter({ $0.hasPrefix(ContainerLabels.prefix) }).min() else { return labels }
        throw OptionError(
            "'\(path)' has \(own), and labels that begin with '\(ContainerLabels.prefix)' are Moondock's own",
            option: own, hint: "choose another name")
    }
}

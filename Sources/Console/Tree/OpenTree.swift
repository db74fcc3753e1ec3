import Recipes
import WorkerProtocol

/// The open steps and scopes of a run, each under the innermost branch or scope around it.
struct OpenTree {
    enum Node {
        case scope(OpenScope)
        case step(OpenStep)

        var path: String {
            switch self {
            case .scope(let scope): scope.opening.path
            case .step(let step): step.start.path
            }
        }

        var order: Int {
            switch self {
            case .scope(let scope): scope.order
            case .step(let step): step.order
            }
        }
    }

    private var byParent: [String: [Node]] = [:]

    init(_ model: RunModel) {
        let scopes = model.scopes.values
        let containers = Set(scopes.map(\.opening.path) + scopes.flatMap { $0.branches.map(\.path) })
        let nodes = scopes.map(Node.scope) + model.steps.values.map(Node.step)
        for node in nodes.sorted(by: { $0.order < $1.order }) {
            let parent = model.ancestors(of: node.path).last(where: containers.contains) ?? ""
            byParent[parent, default: []].append(node)
        }
    }

    /// What is directly inside a path, oldest first; the empty path is the run itself.
    func children(of path: String) -> [Node] { byParent[path] ?? [] }
}

internal import LuaRuntime
internal import LuaValues

/// One line of execution of a recipe: the root, or a branch of a `parallel`.
final class Branch {
    /// A stretch of steps that are counted together: the branch itself, or a scope inside it.
    struct Level {
        let prefix: String
        var count = 0
    }

    /// What a branch that does not run waits for.
    enum Waiting: Equatable {
        case step(path: String)
        case query
        case module
        case sameModule(name: String)
        case fork
    }

    let id: Int
    let parent: Int?
    /// The branch's own path, empty for the root.
    let path: String
    var levels: [Level]
    /// Why the branch is cancelled, if it is.
    var cancellation: String?
    var shieldDepth: Int
    var waiting: Waiting?
    /// What it goes on with when its turn comes; `nil` at its start.
    var reply: LuaReply?
    var fork: Fork?

    init(id: Int, parent: Int? = nil, path: String = "", shieldDepth: Int = 0) {
        self.id = id
        self.parent = parent
        self.path = path
        self.shieldDepth = shieldDepth
        levels = [Level(prefix: path)]
    }

    /// Whether the next call gets an error because the branch is cancelled.
    var isStopped: Bool { cancellation != nil && shieldDepth == 0 }

    /// The path of the innermost scope around what runs now.
    var scopePath: String { levels[levels.count - 1].prefix }

    /// Takes the next position in the branch.
    func nextPath() -> String {
        levels[levels.count - 1].count += 1
        let level = levels[levels.count - 1]
        return level.prefix.isEmpty ? String(level.count) : "\(level.prefix)/\(level.count)"
    }
}

import LuaValues
import RecipeLibraries

/// One call at the door, and who makes it.
struct DoorCall: Sendable, CustomStringConvertible {
    /// What the caller may do.
    struct Rights: Sendable {
        /// What the calling library requests; `nil` for the project's own code.
        var needs: [String]?
        /// What the project grants it.
        var grants: [String] = []
        var policy = Policy()
    }

    var primitive: String
    var options: LuaTable
    var rights: Rights

    var isLibrary: Bool { rights.needs != nil }

    var description: String {
        let who = rights.needs.map { "a library that needs \($0) and is granted \(rights.grants)" } ?? "the project"
        let policy = Mirror(reflecting: rights.policy).children.compactMap { child -> String? in
            let value = "\(child.value)"
            guard let name = child.label, name != "trust", value != "false", value != "[]" else { return nil }
            return "\(name): \(value)"
        }
        return "\(primitive) \(LuaValue.table(options)) by \(who) under policy \(policy)"
    }
}

/// What a call did to the world, as the world saw it.
enum DoorEffect: Sendable {
    /// A request that came to a web server.
    case web(WebServer.Request, port: Int)
    /// A request that came to an engine.
    case engine(WebServer.Request)
    /// A lock that was requested.
    case lock(String)
    /// People were asked.
    case approval(String)
}

/// All that came of a call.
struct DoorOutcome: Sendable {
    var effects: [DoorEffect] = []
    /// The result, or the error, and what was logged.
    var text = ""
    /// Files that are others than before, with what they hold.
    var changed: [String: String] = [:]
    /// The code of the error; `nil` where the call was done.
    var code: String?
    /// Whether it came through the door.
    var isLetThrough = false

    /// Whether it was given up while a request of its could still be on its way.
    var isGivenUp = false
}

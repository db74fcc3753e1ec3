public import RecipeLibraries

/// What a call of a library has to be granted.
public struct GrantRequest: Sendable {
    /// The kind of effect.
    public let name: Grant.Name
    /// What the call is about, as a grant would name it; `nil` where only a grant for anything will do.
    public let subject: String?
    /// Whether a grant of that kind is about it.
    let covers: @Sendable (Grant) -> Bool

    /// Requests what a grant says by its own rules.
    public init(_ name: Grant.Name, _ subject: String?) {
        self.init(name, subject) { $0.allows(subject) }
    }

    /// Requests what a grant says by rules of the primitive.
    /// - Parameter covers: whether a grant of that kind is about the call.
    public init(_ name: Grant.Name, _ subject: String?, covers: @escaping @Sendable (Grant) -> Bool) {
        self.name = name
        self.subject = subject
        self.covers = covers
    }

    /// Whether a grant is about the call.
    public func isCovered(by grant: Grant) -> Bool { grant.name == name && covers(grant) }

    /// Requests everything within a folder of the project: `data/**` covers `data` as well as what is in it.
    public static func folder(_ name: Grant.Name, _ path: String) -> GrantRequest {
        GrantRequest(name, "\(path == "." ? "" : "\(path)/")**") { grant in
            guard let argument = grant.argument else { return true }
            let pattern = PathPattern(argument)
            // What no pattern but one for everything below can match.
            let inner = path == "." ? "\u{1}/\u{1}" : "\(path)/\u{1}/\u{1}"
            return pattern.matches(inner)
        }
    }
}

import LuaValues
public import RecipeLibraries

/// What the caller of a step may do, for what only becomes known while the step is performed: where a redirect leads,
/// what a path stands for.
public struct StepAuthority: Sendable {
    let authority: Authority
    /// The library that calls; `nil` for the project's own code.
    public let library: String?

    init(_ authority: Authority, library: String?) {
        self.authority = authority
        self.library = library
    }

    /// May do everything.
    public static let unlimited = StepAuthority(Authority(), library: nil)

    /// May do what a policy allows.
    public static func policy(_ policy: Policy) -> StepAuthority {
        StepAuthority(Authority(policy: policy), library: nil)
    }

    /// What the project's policy says; `nil` where it allows everything.
    public var policy: Policy? { authority.policy }

    /// What recipes and libraries never write.
    public var protected: ProtectedPaths { authority.protected }

    /// Checks what has to be granted; the project's own code needs no grants.
    /// - Throws: `StepError` with code `not_granted`.
    public func check(_ request: GrantRequest) throws(StepError) {
        if let library { try authority.check(request, of: library) }
    }

    /// The grants by which the calling library may do something; `nil` for the project's own code.
    /// - Returns: pairs of what the library requests and what it is granted, both of which cover the call.
    public func grants(_ request: GrantRequest) -> [(need: Grant, grant: Grant)]? {
        guard let library else { return nil }
        guard let pinned = authority.libraries[library] else { return [] }
        func fits(_ grant: Grant) -> Bool { grant.name == request.name && request.covers(grant) }
        return pinned.needs.keys.filter(fits).flatMap { need in pinned.grants.filter(fits).map { (need, $0) } }
    }
}

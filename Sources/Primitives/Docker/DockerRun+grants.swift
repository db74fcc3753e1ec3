import LuaValues
import RecipeLibraries
public import Recipes

extension DockerRun {
    /// The host, and the origin that a probe asks which is not the container's own.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        let run = grantSubjects(options).map { GrantRequest(.dockerRun, $0) }
        return run + (Self.foreignAddress(options).map { [GrantRequest(.http, $0.origin.description)] } ?? [])
    }

    /// A host that a probe asks and the policy does not name.
    func probeViolation(of policy: Policy, _ options: OptionValues) -> PolicyViolation? {
        Self.foreignAddress(options).flatMap { policy.violation(ofHost: $0.host) }
    }

    /// The address of a probe that asks somebody else than the container.
    private static func foreignAddress(_ options: OptionValues) -> WebAddress? {
        guard let read = try? RunOptions(options), let probe = read.healthy, probe.isElsewhere(read),
            case .http(let target) = probe.kind
        else { return nil }
        return try? WebAddress(target)
    }
}

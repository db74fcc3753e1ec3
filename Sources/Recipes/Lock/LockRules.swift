import Journal
import LuaValues

/// What an environment says of its deployment lock: `deployment_lock = { wait = "10m", park = "release" }`, or `false`.
public struct LockRules: Hashable, Sendable {
    /// How long a run waits for another one to end before it begins.
    public let wait: Duration
    /// Whether a parked run keeps the lock.
    public let isKeptWhileParked: Bool

    static let wait = PrimitiveOption<Duration>.defaulted(
        "wait", .duration, .zero, shown: "\"0s\"", "how long a run waits for another one")
    static let park = PrimitiveOption<String>.defaulted(
        "park", .enumeration("keep", "release"), "keep", "whether a parked run keeps it")
    /// The keys of `deployment_lock` in an environment's file.
    public static var options: [AnyOption] { [wait.erased, park.erased] }

    /// Reads the rules; `nil` where the environment does without a lock.
    /// - Throws: `OptionError`.
    init?(_ value: LuaValue) throws(OptionError) {
        if value == false { return nil }
        guard value != .nil, value != true else {
            (wait, isKeptWhileParked) = (.zero, true)
            return
        }
        let record = try OptionType.record("a table, or false", Self.options).parse(
            value, OptionPath("deployment_lock"))
        do throws(StepError) {
            wait = try record[Self.wait]
            isKeptWhileParked = try record[Self.park] == "keep"
        } catch {
            throw OptionError(error.message, option: "deployment_lock")
        }
    }
}

extension RunController {
    /// The lock a run needs to deploy to its environment.
    func deploymentLock(of project: Project, in environment: DeploymentEnvironment) -> DeploymentLock? {
        guard let name = environment.name, let rules = environment.deploymentLock else { return nil }
        let request = LockRequest(
            name: DeploymentLock.name(application: project.name, environment: name), path: "",
            isKeptWhileParked: rules.isKeptWhileParked)
        return DeploymentLock(request: request, wait: lockWait ?? rules.wait) { [sink] text in
            sink(RunEvent(.notice(text)))
        }
    }
}

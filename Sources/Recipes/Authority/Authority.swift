import LuaValues
import RecipeLibraries
import WorkerProtocol

/// What the code of a run may do: each library what the project grants it, and everybody what the project's policy allows.
struct Authority: Sendable {
    /// The libraries by their ids.
    var libraries: [String: PinnedLibrary] = [:]
    /// What anybody may do; `nil` for everything, in runs that were begun before there were policies.
    var policy: Policy?
    /// The project.
    var project: Project?
    /// What recipes and libraries never write.
    var protected = ProtectedPaths()

    /// Checks a call whose options are valid.
    /// - Throws: `StepError` with code `not_granted`, or one that begins with `policy.`.
    func check(_ call: PreparedCall) throws(StepError) {
        let primitive = call.primitive
        if let library = call.request.library {
            for request in primitive.requests(call.options, in: project) { try check(request, of: library) }
        }
        guard let policy, let project,
            let violation = primitive.violation(of: policy, call.options, root: project.root)
        else { return }
        throw StepError(violation)
    }

    /// Checks what a library asks to be granted.
    /// - Throws: `StepError` with code `not_granted`.
    func check(_ request: GrantRequest, of id: String) throws(StepError) {
        guard let library = libraries[id] else {
            throw StepError(code: "not_granted", "\(id) is no library of this run")
        }
        if let reason = library.denial(request.name, request.subject, covers: request.covers) {
            throw StepError(code: "not_granted", "not allowed for \(id): \(reason)")
        }
    }
}

/// What of a call the project's policy does not allow.
public struct PolicyViolation: Hashable, Sendable {
    /// The policy's key.
    public let key: String
    /// What is not allowed, such as `privileged containers`.
    public let what: String
    /// What to write in the manifest where it is to be allowed.
    public let hint: String

    /// Makes a violation.
    public init(key: String, what: String, hint: String) {
        self.key = key
        self.what = what
        self.hint = hint
    }
}

extension StepError {
    /// The error of a call that the project's policy does not allow.
    public init(_ violation: PolicyViolation) {
        self.init(
            code: "policy.\(violation.key)", "the project's policy does not allow \(violation.what)",
            hint: violation.hint, fields: ["policy": .string(violation.key)])
    }
}

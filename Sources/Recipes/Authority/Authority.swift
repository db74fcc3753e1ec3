import Foundation
import LuaRuntime
import RecipeLibraries
import RecipeWorker

/// What the code of a run may do: each library what the project grants it, and everybody what the project's policy allows.
struct Authority: Sendable {
    /// The libraries by their ids.
    var libraries: [String: PinnedLibrary] = [:]
    /// What anybody may do; `nil` for everything, in runs that were begun before there were policies.
    var policy: Policy?
    /// The project's folder.
    var root = URL(fileURLWithPath: "/")

    /// Checks a call whose options are valid.
    /// - Throws: `StepError` with code `not_granted`, or one that begins with `policy.`.
    func check(_ call: PreparedCall) throws(StepError) {
        let primitive = call.primitive
        if let id = call.request.library {
            guard let library = libraries[id] else {
                throw StepError(code: "not_granted", "\(id) is no library of this run")
            }
            let subjects = primitive.grantSubjects(call.options)
            if let name = primitive.declaration.grant, let reason = refusal(library, name, subjects) {
                throw StepError(code: "not_granted", "not allowed for \(id): \(reason)")
            }
        }
        guard let policy, let violation = primitive.violation(of: policy, call.options, root: root) else { return }
        throw StepError(
            code: "policy.\(violation.key)", "the project's policy does not allow \(violation.what)",
            hint: violation.hint, fields: ["policy": .string(violation.key)])
    }

    private func refusal(_ library: PinnedLibrary, _ name: Grant.Name, _ subjects: [String]) -> String? {
        guard !subjects.isEmpty else { return library.refusal(name, nil) }
        for subject in subjects {
            if let reason = library.refusal(name, subject) { return reason }
        }
        return nil
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

/// What one check of `moondock doctor` found.
struct CheckResult: Encodable {
    enum State: String, Encodable {
        case ok
        case warning
        case failed
    }

    let check: String
    let state: State
    let detail: String
    /// The one line that mends it.
    let remedy: String?

    static func ok(_ check: String, _ detail: String) -> CheckResult {
        CheckResult(check: check, state: .ok, detail: detail, remedy: nil)
    }

    static func warning(_ check: String, _ detail: String, remedy: String) -> CheckResult {
        CheckResult(check: check, state: .warning, detail: detail, remedy: remedy)
    }

    static func failed(_ check: String, _ detail: String, remedy: String) -> CheckResult {
        CheckResult(check: check, state: .failed, detail: detail, remedy: remedy)
    }
}

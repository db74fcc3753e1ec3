/// When to use colours.
public enum ColorMode: String, CaseIterable, Sendable {
    /// On a terminal, unless the environment says otherwise.
    case auto
    /// Always.
    case always
    /// Never.
    case never

    /// Whether to use colours.
    ///
    /// In `auto`, `NO_COLOR` (https://no-color.org) comes first, then `FORCE_COLOR` and `CLICOLOR_FORCE`
    /// (https://bixense.com/clicolors/), then `TERM=dumb`, then whether there is a terminal.
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - isTerminal: whether the output is a terminal.
    public func isEnabled(environment: [String: String], isTerminal: Bool) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if environment["NO_COLOR"].map({ !$0.isEmpty }) == true { return false }
        for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
            if let value = environment[name], !value.isEmpty, value != "0" { return true }
        }
        return isTerminal && environment["TERM"] != "dumb"
    }
}

public import Foundation

/// The variables that git is run with: the person's, but for those by which git runs other programs, writes traces, or
/// works in another repository. What git needs to reach a server belongs into its own configuration.
public enum GitEnvironment {
    /// Those of `GIT_` that stay: who has written something, and when.
    private static let kept: Set<String> = [
        "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL",
        "GIT_COMMITTER_DATE", "GIT_CONFIG_NOSYSTEM",
    ]
    /// Others by which programs are run.
    private static let dropped: Set<String> = [
        "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "PAGER", "LESSOPEN", "EDITOR", "VISUAL", "ENV", "BASH_ENV",
    ]

    /// The variables.
    /// - Parameter all: those of this process.
    public static func variables(
        of all: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String: String] {
        var variables: [String: String] = [:]
        for (name, value) in all where !dropped.contains(name) && !name.hasPrefix("BASH_FUNC_") {
            if name.hasPrefix("GIT_"), !kept.contains(name) { continue }
            variables[name] = value
        }
        variables["GIT_TERMINAL_PROMPT"] = "0"
        variables["GIT_ASKPASS"] = "/bin/false"
        variables["LC_ALL"] = "C"
        return variables
    }
}

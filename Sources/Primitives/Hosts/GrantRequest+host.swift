import RecipeLibraries
import Recipes

extension GrantRequest {
    /// The right to do something on a host: a grant of `run_command` without an argument, or one that names both.
    static func onHost(_ host: String, _ what: String) -> GrantRequest {
        let name = "\(host):\(what)"
        return GrantRequest(.runCommand, name) { $0.argument == nil || $0.argument == name }
    }
}

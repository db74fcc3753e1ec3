import RecipeLibraries

/// What manifests say of libraries and recipes, for `moondock docs`: the declarations themselves.
enum RulePages {
    static let names = ["grants", "policies"]

    /// A page by its name; `nil` where there is none.
    static func page(_ name: String) -> String? {
        switch name {
        case "grants", "grant", "needs":
            list(
                "grants: what a library may do. It requests it in needs, the project's manifest grants it; a call needs both.",
                Grant.Name.allCases.map { ($0.form, $0.meaning) },
                after: [
                    "Patterns are over names and over paths from the project's folder on: * stands for characters within one",
                    "part, ** for any parts. What stands after a name is held against what is really meant: the place a path",
                    "leads to, the file that is run, the origin a redirect leads to.",
                ])
        case "policies", "policy":
            list(
                "policies: what any recipe and library may do at all. What is left out is not allowed.",
                Policy.keys.map { ($0.name, $0.meaning) },
                after: [
                    "Nobody writes moondock.lua, moondock.local.lua, moondock.lock, environments/, recipes/, lib/, libraries/,",
                    "vendor/, tests/, .moondock, .git or a recipe beside them, by whatever primitive.",
                ])
        default: nil
        }
    }

    private static func list(_ title: String, _ entries: [(String, String)], after: [String]) -> String {
        let lines = entries.flatMap { ["  \($0)", "      \($1)"] }
        return ([title, ""] + lines + [""] + after).joined(separator: "\n")
    }
}

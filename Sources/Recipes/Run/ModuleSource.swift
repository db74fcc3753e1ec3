import LuaRuntime
import RecipeWorker
import StandardLibrary

/// Finds the source of what a recipe requires.
enum ModuleSource {
    /// The source of a module: `moondock.*` from the standard library, everything else from the bundle's `lib/`.
    static func find(_ name: String, in bundle: RunBundle) -> Result<SourceText, StepError> {
        if name == "moondock" || name.hasPrefix("moondock.") {
            if let text = StandardLibrary.modules[name] {
                return .success(SourceText(chunk: "moondock/\(name.dropFirst(9)).lua", text: text))
            }
        } else if let path = bundle.module(name), let source = bundle.code(of: path) {
            return .success(source)
        }
        let known = bundle.moduleNames + Array(StandardLibrary.modules.keys)
        let nearest = Suggestion.nearest(to: name, among: known)
        return .failure(
            StepError(
                code: "no_module", "there is no module '\(name)'",
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? "modules of a project are files in lib/, such as lib/\(name.replacing(".", with: "/")).lua"))
    }
}

import LuaValues
import WorkerProtocol

/// Finds the source of what a recipe requires.
enum ModuleSource {
    /// The source of a module: a library's, or one of the project's own in `lib/`.
    /// - Parameters:
    ///   - name: what is required.
    ///   - library: the library that requires it; `nil` for the project's own code.
    static func find(
        _ name: String, in bundle: RunBundle, for library: String? = nil
    ) -> Result<SourceText, StepError> {
        if let chunk = bundle.libraries.chunk(name, requiredBy: library), let source = bundle.code(of: chunk) {
            return .success(source)
        }
        if library == nil, let path = bundle.module(name), let source = bundle.code(of: path) {
            return .success(source)
        }
        let own = library == nil ? bundle.moduleNames : []
        let known = own + bundle.libraries.names(requiredBy: library) + StandardLibraries.names
        if library != nil, StandardLibraries.names.contains(name) {
            return .failure(
                StepError(
                    code: "no_module", "'\(name)' requests grants, and is not named in the library's manifest",
                    hint: "add it there: libraries = { [\"\(name)\"] = {} }"))
        }
        if StandardLibraries.names.contains(name) {
            return .failure(
                StepError(
                    code: "no_module", "'\(name)' is no part of this run",
                    hint: "write require \"\(name)\", so that it is seen before the run; a library also names it in its"
                        + " manifest where it requests grants"))
        }
        let nearest = Suggestion.nearest(to: name, among: known)
        return .failure(
            StepError(
                code: "no_module", "there is no module '\(name)'",
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? "write lib/\(name.replacing(".", with: "/")).lua"
                    + (library == nil ? ", or add the library that has it: moondock add SOURCE" : "")))
    }

    /// The source that a worker requests: a library's by its chunk, which it knows, everything else by its name.
    static func source(_ name: String, in bundle: RunBundle) -> Result<SourceText, StepError> {
        if bundle.library(of: name) != nil, let source = bundle.code(of: name) { return .success(source) }
        return find(name, in: bundle)
    }
}

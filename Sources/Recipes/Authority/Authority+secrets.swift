import LuaValues
import RecipeLibraries
import WorkerProtocol

extension Authority {
    /// Checks the secrets that a step is to open. A library's own handles open what it is granted, whoever uses them; what
    /// the recipe has handed to a library, that library may open.
    /// - Throws: `StepError` with code `not_granted`.
    func checkSecrets(of call: PreparedCall) throws(StepError) {
        guard call.primitive.declaration.style == .step else { return }
        for (name, holder) in call.request.options.secrets {
            guard let holder else { continue }
            for library in Set([holder, call.request.library ?? holder]).sorted() where !mayOpen(name, library) {
                throw StepError(
                    code: "not_granted",
                    "not allowed for \(library): it has a handle of secret '\(name)' and no grant for it",
                    hint: "grant it \"secret \(name)\" in moondock.lua, or have the recipe pass the handle on")
            }
        }
    }

    /// The secrets of a library's step that it may open for no other reason than that the recipe has handed them on.
    func secretsHandedOn(in call: PreparedCall) -> [String] {
        guard let library = call.request.library else { return [] }
        let names = call.request.options.secrets.filter { $0.library == nil && !mayOpen($0.name, library) }.map(\.name)
        return Set(names).sorted()
    }

    private func mayOpen(_ name: String, _ id: String) -> Bool {
        let request = GrantRequest(.secret, name)
        return libraries[id].map { $0.denial(.secret, name, covers: request.covers) == nil } ?? false
    }
}

import ArgumentParser
import Recipes

/// Where secrets come from. Never from an argument, which every process of the machine can read.
struct SecretOptions: ParsableArguments {
    @Option(
        name: .customLong("secret-file"),
        help: ArgumentHelp("A secret's value from a file; may be given again.", valueName: "name=path"))
    var files: [String] = []

    func validate() throws { for file in files { _ = try Self.parts(of: file) } }

    private static func parts(of text: String) throws -> (name: String, path: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, !text.hasPrefix("=") else {
            throw ValidationError("--secret-file takes NAME=PATH, not '\(text)'")
        }
        return (parts[0], parts[1])
    }

    /// Files first, then variables named `MOONDOCK_SECRET_<NAME>`. What there is now is masked from the beginning, whether
    /// it is used or not.
    func store() -> SecretStore {
        let pairs = files.compactMap { try? Self.parts(of: $0) }
        let paths = Dictionary(pairs.map { ($0.name, $0.path) }) { _, last in last }
        let variables = Self.variables
        let known = paths.values.compactMap { try? SecretFile($0).value() } + variables.values
        let store = SecretStore(known: known) { name in
            try paths[name].map { try SecretFile($0).value() } ?? variables[name]
        }
        Output.use(store)
        return store
    }

    /// The secrets of the environment alone.
    static var environment: SecretStore {
        let variables = variables
        return SecretStore(known: variables.values) { variables[$0] }
    }

    private static var variables: [String: String] { GivenSecrets.values }
}

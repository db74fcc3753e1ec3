import ArgumentParser
import Foundation
import Recipes

/// Where secrets come from. Never from an argument, which every process of the machine can read.
struct SecretOptions: ParsableArguments {
    @Option(
        name: .customLong("secret-file"),
        help: ArgumentHelp("A secret's value from a file; may be given again.", valueName: "name=path"))
    var files: [String] = []

    func validate() throws { for file in files { _ = try Self.parts(of: file) } }

    /// Name and path; the file is one that can be read.
    private static func parts(of option: String) throws -> (name: String, path: String) {
        let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ValidationError("--secret-file takes NAME=PATH, not '\(option)'")
        }
        var status = stat()
        guard stat(parts[1], &status) == 0, access(parts[1], R_OK) == 0 else {
            let reason = String(cString: strerror(errno))
            throw ValidationError("--secret-file \(parts[0]): cannot read \(parts[1]): \(reason)")
        }
        // What a shell puts in the place of <(command) is a pipe that ends; of another one nobody knows.
        guard status.st_mode & S_IFMT == S_IFREG || parts[1].hasPrefix("/dev/fd/") else {
            throw ValidationError("--secret-file \(parts[0]): \(parts[1]) is no regular file")
        }
        return (parts[0], parts[1])
    }

    /// Files first, then variables named `MOONDOCK_SECRET_<NAME>`. What there is now is masked from the beginning, whether
    /// it is used or not.
    func store() -> SecretStore { store(with: values()) }

    /// What the files hold. To be read once, for what a shell gives for <(command) can be read but once.
    func values() -> [String: Result<String, any Error>] {
        let pairs = files.compactMap { try? Self.parts(of: $0) }
        let paths = Dictionary(pairs.map { ($0.name, $0.path) }) { _, last in last }
        return paths.mapValues { path in Result { try SecretFile(path).value() } }
    }

    /// The store for what the files hold.
    func store(with values: [String: Result<String, any Error>]) -> SecretStore {
        let variables = InheritedSecrets.all
        let known = values.values.compactMap { try? $0.get() } + variables.values
        let store = SecretStore(known: known) { name in
            try values[name]?.get() ?? variables[name]
        }
        Output.use(store)
        return store
    }

    /// The secrets of the environment alone.
    static var environment: SecretStore {
        let variables = InheritedSecrets.all
        return SecretStore(known: variables.values) { variables[$0] }
    }
}

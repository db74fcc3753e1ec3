import ArgumentParser
import Foundation
import Recipes

/// Where secrets come from. Never from an argument, which every process of the machine can read.
struct SecretOptions: ParsableArguments {
    @Option(
        name: .customLong("secret-file"),
        help: ArgumentHelp("A secret's value from a file; may be given again.", valueName: "name=path"))
    var files: [String] = []

    func validate() throws {
        for file in files where !file.dropFirst().contains("=") {
            throw ValidationError("--secret-file takes NAME=PATH, not '\(file)'")
        }
    }

    /// Files first, then variables named `MOONDOCK_SECRET_<NAME>`.
    func store() -> SecretStore {
        let pairs = files.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        let paths = Dictionary(pairs.map { ($0[0], $0[1]) }) { _, last in last }
        return SecretStore { name in
            if let path = paths[name] {
                guard let data = FileManager.default.contents(atPath: path) else {
                    throw StepError(code: "secret.unreadable", "cannot read \(path), the file of secret '\(name)'")
                }
                let text = String(decoding: data, as: UTF8.self)
                return text.hasSuffix("\n") ? String(text.dropLast()) : text
            }
            return ProcessInfo.processInfo.environment["MOONDOCK_SECRET_\(name)"]
        }
    }
}

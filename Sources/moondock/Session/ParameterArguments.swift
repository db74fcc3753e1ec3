import ArgumentParser

/// The recipe's parameters on the command line: `--name value` or `--name=value`; a lone `--name` means true.
enum ParameterArguments {
    static func read(_ arguments: [String]) throws -> [String: String] {
        var values: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), argument.count > 2 else {
                throw ValidationError("unexpected argument '\(argument)'; parameters are given as --name value")
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard values[name] == nil else { throw ValidationError("parameter --\(name) is given twice") }
            if parts.count == 2 {
                values[name] = String(parts[1])
            } else if let next = rest.first, !next.hasPrefix("--") {
                values[name] = next
                rest.removeFirst()
            } else {
                throw ValidationError("parameter --\(name) needs a value, such as --\(name) true")
            }
        }
        return values
    }
}

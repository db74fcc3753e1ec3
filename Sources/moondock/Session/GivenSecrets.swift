import CProcess
import Foundation

/// The secrets that the program was given by variables. They are taken out of its environment at the start: what it runs
/// does not get them, and nobody reads them in `/proc`.
enum GivenSecrets {
    /// The values by the secrets' names.
    static let values: [String: String] = {
        final class Taken { var variables: [String] = [] }
        let taken = Taken()
        cps_take_variables(
            prefix,
            { context, variable in
                guard let context, let variable else { return }
                Unmanaged<Taken>.fromOpaque(context).takeUnretainedValue().variables.append(String(cString: variable))
            }, Unmanaged.passUnretained(taken).toOpaque())
        return taken.variables.reduce(into: [:]) { values, variable in
            guard let end = variable.firstIndex(of: "=") else { return }
            values[String(variable[..<end].dropFirst(prefix.count))] = String(variable[variable.index(after: end)...])
        }
    }()

    private static let prefix = "MOONDOCK_SECRET_"

    /// Takes them, and keeps the program's memory to itself. To be called before anything else.
    static func take() {
        _ = values
        // A kernel that refuses it leaves things as they are for every other program.
        _ = cps_keep_memory_private()
    }
}

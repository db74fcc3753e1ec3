import Processes
import Synchronization

/// The secrets this process was started with, as variables named `MOONDOCK_SECRET_<NAME>`. No process it starts inherits
/// them, and none reads them in `/proc`.
enum InheritedSecrets {
    private static let values = Mutex<[String: String]>([:])

    /// Takes them out of the environment.
    static func take() {
        let found = HostProcess.takeVariables(beginningWith: "MOONDOCK_SECRET_")
        values.withLock { $0 = found }
    }

    /// Their values by name.
    static var all: [String: String] { values.withLock { $0 } }
}

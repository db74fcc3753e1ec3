import LuaValues
import Machines
import Recipes

extension StepError {
    /// A failure of a machine as recipes see it: `ssh.refused`, with the host's name.
    init(_ error: MachineError, host: String?) {
        self.init(
            code: "ssh.\(error.kind.code)", host.map { "\($0): \(error)" } ?? "\(error)", hint: error.advice,
            fields: host.map { ["host": .string($0)] } ?? [:])
    }
}

extension MachineError.Kind {
    /// The kind as codes have it: `host_key_unknown`.
    var code: String {
        rawValue.reduce(into: "") { code, letter in
            code += letter.isUppercase ? "_\(letter.lowercased())" : "\(letter)"
        }
    }
}

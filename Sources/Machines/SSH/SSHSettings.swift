internal import Foundation
internal import Processes

/// How ssh is called here.
public struct SSHSettings: Hashable, Sendable {
    /// The variable that names the program, with arguments of its own where need be: `ssh -F other-config`.
    public static let variable = "MOONDOCK_SSH"

    /// The program and the arguments that come before all others.
    public let words: [String]
    /// The environment of the program: the user's own, with their agent.
    public let environment: [String: String]

    /// Reads the settings of this process.
    public init() { self.init(environment: ProcessInfo.processInfo.environment) }

    /// Reads the settings of an environment.
    public init(environment: [String: String]) {
        let given = environment[Self.variable]?.split(separator: " ").map(String.init) ?? []
        words = given.isEmpty ? ["ssh"] : given
        var own = environment
        // What the system says is read, and not only shown.
        own["LC_ALL"] = "C"
        self.environment = own
    }

    /// ssh as a program to run.
    /// - Throws: `MachineError` of kind `noClient`.
    func program(_ arguments: [String], input: [UInt8] = [], for machine: String) throws(MachineError) -> Program {
        do throws(ProgramError) {
            return try Program(
                named: words[0], arguments: Array(words.dropFirst()) + arguments, environment: environment, input: input
            )
        } catch {
            throw MachineError(
                .noClient, machine, "there is no program \(words[0]) here",
                advice: "install it (Debian: apt-get install openssh-client), or set \(Self.variable)")
        }
    }
}

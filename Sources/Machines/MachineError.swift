/// Why something could not be done on a machine.
public struct MachineError: Error, Hashable, Sendable {
    /// What kind of failure this is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// There is no ssh program here.
        case noClient
        /// What names the machine, or the settings for ssh, cannot be read.
        case badSettings
        /// No machine has that name.
        case unknownName
        /// Nobody listens at the port.
        case refused
        /// It does not answer.
        case unreachable
        /// Its key is not known.
        case hostKeyUnknown
        /// Its key is another one than it was.
        case hostKeyChanged
        /// It does not let this user in.
        case loginDenied
        /// It has no POSIX shell for this user.
        case noShell
        /// It forwards no sockets.
        case forwardingDenied
        /// The connection broke, and nobody can tell what became of what was under way.
        case connectionLost
        /// There is no such file, folder or socket.
        case missing
        /// The user may not do that.
        case denied
        /// The disk is full.
        case diskFull
        /// A file has more bytes than are taken.
        case tooLarge
        /// There is no such program.
        case notFound
        /// The folder to run in is not there.
        case noFolder
        /// The program took longer than it may, and was ended.
        case timedOut
        /// A program neither runs nor left an end.
        case endUnknown
        /// Anything else.
        case failed
    }

    /// What kind of failure this is.
    public let kind: Kind
    /// The machine.
    public let machine: String
    /// What was wrong.
    public let message: String
    /// What to do, where that is known.
    public let advice: String?

    /// Makes an error; see the properties for their meaning.
    public init(_ kind: Kind, _ machine: String, _ message: String, advice: String? = nil) {
        self.kind = kind
        self.machine = machine
        self.message = message
        self.advice = advice
    }

    /// Whether it may be another time, without anybody having done anything.
    public var isPassing: Bool { [.refused, .unreachable, .connectionLost].contains(kind) }
}

extension MachineError: CustomStringConvertible {
    /// The machine and what was wrong.
    public var description: String { "\(machine): \(message)" }
}

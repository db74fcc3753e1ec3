internal import CProcesses
internal import Glibc

/// Why a program was not run to its end.
public enum ProgramError: Error, Hashable, Sendable {
    /// There is no such program.
    case notFound(String)
    /// Something it is to be given has a zero byte, and what follows that would be lost.
    case zeroByte(String)
    /// It could not be started.
    case notStarted(String, errno: Int32)
    /// This process can have no more open files; so many it may have.
    case tooManyFiles(limit: Int)
    /// No more processes or threads may be started.
    case tooManyProcesses
    /// It took longer than it may, and was ended.
    case timedOut(Duration)
    /// It said nothing for too long, and was ended.
    case silent(Duration)
    /// It printed more than is taken, in bytes, and was ended.
    case tooMuchOutput(limit: Int)
    /// The process between this one and the program was killed.
    case supervisorLost(String)
    /// These processes of it did not end even when they were killed.
    case unkillable([Int32])
}

extension ProgramError: CustomStringConvertible {
    /// What went wrong, and which limit it was.
    public var description: String {
        switch self {
        case .notFound(let name): "there is no program \(name)"
        case .zeroByte(let name):
            "\(name) cannot be given a text with a zero byte: the system would cut it short there"
        case .notStarted(let name, let number): "\(name) cannot be started: \(String(cString: strerror(number)))"
        case .tooManyFiles(let limit):
            "this process may have no more than \(limit) files open at once (ulimit -n), and needs more for this"
        case .tooManyProcesses:
            "no more processes may be started (ulimit -u is \(Self.processLimit), and a container or service has a "
                + "limit of its own)"
        case .timedOut(let limit): "it was not done within \(limit) and was ended"
        case .silent(let limit): "it said nothing for \(limit) and was ended"
        case .tooMuchOutput(let limit): "it printed more than \(limit) bytes and was ended"
        case .supervisorLost(let name): "what watches over \(name) was killed"
        case .unkillable(let processes):
            "it does not end although it was killed: process \(processes.map(String.init).joined(separator: ", "))"
        }
    }

    /// The error of a start that the system denied.
    init(_ number: Int32, starting name: String) {
        if let limit = Self(limitOf: number) {
            self = limit
        } else {
            self = number == ENOENT || number == ENOTDIR ? .notFound(name) : .notStarted(name, errno: number)
        }
    }

    /// The limit that an error number of the system speaks of; `nil` where it is about something else.
    public init?(limitOf number: Int32) {
        switch number {
        case EMFILE, ENFILE: self = .tooManyFiles(limit: OpenFiles.limit)
        case EAGAIN: self = .tooManyProcesses
        default: return nil
        }
    }

    private static var processLimit: String {
        let limit = mdl_process_limit()
        return limit < 0 ? "unlimited" : "\(limit)"
    }
}

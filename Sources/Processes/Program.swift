internal import Glibc

/// A program and all that it is started with.
public struct Program: Hashable, Sendable {
    /// Where its processes belong, and how they are found when they are to end.
    public enum Placement: Hashable, Sendable {
        /// Beside this process, so that it can ask on the terminal. Only the program itself is ended.
        case foreground
        /// In a group of its own, which is ended as a whole.
        case group
        /// In a session of its own below a supervisor: whatever it starts is ended with it, wherever that goes.
        /// - Parameter mark: what the supervisor is known by in the list of processes.
        case supervised(mark: String)
    }

    /// The file.
    public var path: String
    /// What it is called, to itself and to people.
    public var name: String
    /// Its arguments, without the name.
    public var arguments: [String]
    /// Its whole environment.
    public var environment: [String: String]
    /// The folder it runs in; `nil` for that of this process.
    public var folder: String?
    /// What it reads.
    public var input: [UInt8]
    /// Where its processes belong.
    public var placement: Placement

    /// Describes a program.
    /// - Parameter name: `nil` for the last part of the path.
    public init(
        path: String, name: String? = nil, arguments: [String] = [], environment: [String: String],
        folder: String? = nil, input: [UInt8] = [], placement: Placement = .group
    ) {
        self.path = path
        self.name = name ?? path.split(separator: "/").last.map(String.init) ?? path
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
        self.input = input
        self.placement = placement
    }

    /// Describes a program that is looked for as a shell looks for it.
    /// - Throws: `ProgramError.notFound`.
    public init(
        named name: String, arguments: [String] = [], environment: [String: String], folder: String? = nil,
        input: [UInt8] = [], placement: Placement = .group
    ) throws(ProgramError) {
        guard let path = Self.find(name, in: environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin") else {
            throw .notFound(name)
        }
        self.init(
            path: path, name: name, arguments: arguments, environment: environment, folder: folder, input: input,
            placement: placement)
    }

    /// The file of a program in the folders of a search path; `nil` where none has it.
    public static func find(_ name: String, in searchPath: String) -> String? {
        if name.contains("/") { return isProgram(name) ? name : nil }
        return searchPath.split(separator: ":").map { "\($0)/\(name)" }.first(where: isProgram)
    }

    /// Whether a path is that of a file which this user may run.
    public static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    /// What of it the system would cut short without a word; `nil` where all is well.
    var cutShort: String? {
        let texts = [path, name, folder ?? ""] + arguments + environment.flatMap { [$0.key, $0.value] }
        return texts.contains { $0.utf8.contains(0) } ? name : nil
    }
}

/// How a program ended.
public enum ProgramEnding: Hashable, Sendable {
    /// It exited with a code.
    case exited(Int32)
    /// A signal ended it.
    case signalled(Int32)

    /// From what `waitpid(2)` gives.
    init(status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }

    /// The exit code, or 128 and the signal's number as a shell tells it.
    public var code: Int32 {
        switch self {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        }
    }

    /// Whether it exited with 0.
    public var isSuccess: Bool { self == .exited(0) }
}

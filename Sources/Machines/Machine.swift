public import Processes

/// A machine on which programs run and files are kept: this one, or one that is reached over a network.
///
/// All machines behave alike; one suite of tests runs against each kind.
public protocol Machine: Sendable {
    /// The machine in messages.
    var description: String { get }

    /// Makes sure that it can be reached.
    /// - Throws: `MachineError`.
    func connect() async throws

    /// Runs a program to its end. Whatever becomes of this process or of the connection, it is begun once: a call with the
    /// token of a program that runs or has ended goes on with that one.
    /// - Returns: how it ended, whatever its code.
    /// - Throws: `MachineError`, `CancellationError`; after a cancellation or a time limit its whole group has ended.
    func run(
        _ command: MachineCommand, output: @escaping ProgramRun.Sink, errors: @escaping ProgramRun.Sink
    ) async throws -> ProgramEnding

    /// Goes on with a program that an earlier call has begun, from the first byte it printed.
    /// - Returns: how it ended; `nil` where none was begun.
    /// - Throws: as `run`; `MachineError` of kind `endUnknown` where it neither runs nor left an end.
    func resume(
        _ command: MachineCommand, output: @escaping ProgramRun.Sink, errors: @escaping ProgramRun.Sink
    ) async throws -> ProgramEnding?

    /// Ends a program and all of its group, and sees to it that it does not begin any more.
    /// - Parameter grace: how long it has to end by itself.
    /// - Returns: whether it had begun.
    @discardableResult
    func end(_ token: CommandToken, grace: Duration) async throws -> Bool

    /// Removes what is kept of a program that has ended.
    func forget(_ token: CommandToken) async throws

    /// The contents of a file.
    /// - Parameter limit: the maximum of bytes.
    /// - Throws: `MachineError` of kind `missing`, `denied` or `tooLarge`.
    func read(_ path: String, limit: Int) async throws -> [UInt8]

    /// Writes a file in the place of what was there: a reader sees the old or the new contents, whole.
    /// - Parameters:
    ///   - mode: its permissions, as `chmod` takes them; `nil` for those it had, or the usual ones.
    ///   - owner: `user` or `user:group`; `nil` for whom it belonged to, or whoever writes.
    ///   - isPrivate: whether a new file is its owner's alone.
    func write(_ bytes: [UInt8], to path: String, mode: String?, owner: String?, isPrivate: Bool) async throws

    /// Puts a file or folder of this machine there, in the place of what was there, once all of it has come and is what
    /// was sent. Where the same is there already, nothing is sent.
    /// - Parameters:
    ///   - mode: the permissions of the file or of the folder itself.
    ///   - owner: `user` or `user:group`, of all that is in it.
    /// - Returns: the hash of the contents.
    func upload(_ source: String, to path: String, mode: String?, owner: String?) async throws -> String

    /// Fetches a file or folder, as a tar archive with it alone.
    /// - Parameter archive: the file here that gets the archive.
    /// - Returns: the hash of the contents, as `upload` gives it.
    func download(_ path: String, to archive: String) async throws -> String

    /// Makes a socket of the machine one that is dialled here.
    /// - Parameter path: the socket's path there.
    /// - Returns: its path here.
    func forward(_ path: String) async throws -> String
}

/// What names one run of a program.
public struct CommandToken: Hashable, Sendable {
    /// What its processes know it by: `MOONDOCK_STEP`.
    public let name: String
    /// What tells it from an earlier run of that name.
    public let attempt: String

    /// Makes a token.
    public init(_ name: String, attempt: String = "") {
        self.name = name
        self.attempt = attempt
    }
}

/// A program and all that it is started with, on whatever machine.
public struct MachineCommand: Hashable, Sendable {
    /// The variable that carries the token.
    public static let mark = "MOONDOCK_STEP"

    /// Names this run of the program, among all there ever are.
    public var token: CommandToken
    /// The program and its arguments; a name without a slash is looked for in `PATH`.
    public var words: [String]
    /// The folder it runs in; `nil` for the user's own.
    public var folder: String?
    /// Its whole environment, apart from the token.
    public var environment: [String: String]
    /// What it reads.
    public var input: [UInt8]
    /// How long it may take, from its very beginning; `nil` for as long as it likes.
    public var limit: Duration?
    /// How long it has to end by itself once it was asked to.
    public var grace: Duration

    /// Describes a run of a program; see the properties for their meaning.
    public init(
        token: CommandToken, words: [String], folder: String? = nil, environment: [String: String] = [:],
        input: [UInt8] = [],
        limit: Duration? = nil, grace: Duration = .seconds(5)
    ) {
        self.token = token
        self.words = words
        self.folder = folder
        self.environment = environment
        self.input = input
        self.limit = limit
        self.grace = grace
    }

    /// Where programs are looked for unless `environment` says otherwise.
    public static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The variables it is started with.
    var variables: [String: String] {
        var all = environment
        all["PATH"] = all["PATH"] ?? Self.defaultPath
        all[Self.mark] = token.name
        return all
    }
}

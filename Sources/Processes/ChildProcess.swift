internal import CProcesses
internal import Glibc

/// A started program in the hands of the one thread that looks after it.
protocol ChildProcess: AnyObject {
    /// A descriptor that can be read when there is news of it.
    var notice: Int32 { get }
    /// Takes the news.
    /// - Returns: whether the program has ended.
    func look() throws(ProgramError) -> Bool
    /// The processes of it that are alive.
    func remaining(in table: ProcessTable) -> [Int32]
    /// Lets go of it once it has ended.
    func finish() -> ProgramEnding
}

/// The descriptors a program is started with.
struct Streams {
    let input: Int32
    let output: Int32
    let errors: Int32
}

/// A program as a child of this process.
final class DirectChild: ChildProcess {
    let notice: Int32
    private let process: pid_t
    private let isGroup: Bool

    init(_ program: Program, _ streams: Streams, placement: mdl_placement) throws(ProgramError) {
        let arguments = CStrings([program.name] + program.arguments)
        let environment = CStrings(program.environment.map { "\($0.key)=\($0.value)" })
        var process = pid_t()
        let status = Self.start(
            program.path, arguments, environment, folder: program.folder, streams, control: -1, placement, &process)
        guard status == 0 else { throw ProgramError(status, starting: program.name) }
        let notice = mdl_watch(process)
        guard notice >= 0 else {
            let problem = errno
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
            throw ProgramError(problem, starting: program.name)
        }
        self.process = process
        self.notice = notice
        isGroup = placement != MDL_FOREGROUND
    }

    deinit { close(notice) }

    func look() -> Bool { true }

    func remaining(in table: ProcessTable) -> [Int32] {
        // Not reaped before the end, so that its number is nobody else's.
        table.entries.filter { !$0.hasEnded && (isGroup ? $0.group == process : $0.process == process) }.map(\.process)
    }

    func finish() -> ProgramEnding {
        if isGroup { kill(-process, SIGKILL) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return ProgramEnding(status: status)
    }

    /// Starts a program.
    /// - Returns: the system's error number, or 0.
    static func start(
        _ path: String, _ arguments: borrowing CStrings, _ environment: borrowing CStrings, folder: String?,
        _ streams: Streams, control: Int32, _ placement: mdl_placement, _ process: inout pid_t
    ) -> Int32 {
        path.withCString { path in
            func start(_ folder: UnsafePointer<CChar>?) -> Int32 {
                var program = mdl_program(
                    path: path, arguments: arguments.pointers, environment: environment.pointers, folder: folder,
                    input: streams.input, output: streams.output, errors: streams.errors, control: control,
                    placement: placement)
                return mdl_start(&program, &process)
            }
            guard let folder else { return start(nil) }
            return folder.withCString { start($0) }
        }
    }
}

/// Texts as C takes a list of them.
struct CStrings: ~Copyable {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        pointers = .allocate(capacity: count + 1)
        for (index, text) in texts.enumerated() { (pointers + index).initialize(to: strdup(text)) }
        (pointers + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { free(pointers[index]) }
        pointers.deallocate()
    }
}

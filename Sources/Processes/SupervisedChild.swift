internal import CProcesses
internal import Glibc

/// A command below a supervisor, which adopts whatever the command leaves behind.
final class SupervisedChild: ChildProcess {
    /// The argument by which the worker's program is asked to be a supervisor.
    static let word = "supervise"

    let notice: Int32
    private let name: String
    private let supervisor: pid_t
    private var command: pid_t?
    private var ending: ProgramEnding?
    private var isLost = false
    private var unread: [UInt8] = []

    /// - Parameter mark: the supervisor's one variable, `NAME=value`.
    init(_ program: Program, _ streams: Streams, mark: String) throws(ProgramError) {
        guard let executable = Self.executable else { throw .notFound(CompanionProgram.worker) }
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw ProgramError(errno, starting: program.name) }
        let other = Descriptor(ends[1])
        let own = Descriptor(ends[0])
        let title = mark.split(separator: "=", maxSplits: 1).last.map(String.init) ?? mark
        let arguments = CStrings([CompanionProgram.worker, Self.word, title])
        let environment = CStrings([mark])
        var process = pid_t()
        let status = DirectChild.start(
            executable, arguments, environment, folder: nil, streams, control: other.number, MDL_SESSION, &process)
        guard status == 0 else { throw ProgramError(status, starting: program.name) }
        name = program.name
        supervisor = process
        let description = Self.description(of: program)
        // One that ended before it has read is noticed by its silence.
        guard description.count <= Int(MDL_MAX_COMMAND) else {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
            throw .notStarted(program.name, errno: E2BIG)
        }
        notice = dup(own.number)
        Self.send(description, to: own.number)
    }

    deinit { close(notice) }

    private static var executable: String? { CompanionProgram.path(of: CompanionProgram.worker) }

    /// How many files it may have, path, folder, arguments and environment, each text with a zero byte behind it, each list with its length before.
    private static func description(of program: Program) -> [UInt8] {
        let arguments = [program.name] + program.arguments
        let environment = program.environment.map { "\($0.key)=\($0.value)" }
        var texts = ["\(OpenFiles.inheritedLimit)", program.path, program.folder ?? "", "\(arguments.count)"]
        texts += arguments + ["\(environment.count)"] + environment
        var body: [UInt8] = []
        for text in texts { body += Array(text.utf8) + [0] }
        return withUnsafeBytes(of: UInt32(clamping: body.count)) { Array($0) } + body
    }

    private static func send(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func look() throws(ProgramError) -> Bool {
        guard !isLost else { return ending != nil }
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = recv(notice, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return ending != nil }
        guard count > 0 else {
            isLost = true
            if ending == nil { throw .supervisorLost(name) }
            return true
        }
        unread += buffer[..<count]
        while let report = nextReport() {
            switch UInt32(report.kind) {
            case MDL_BEGAN.rawValue: command = report.value
            case MDL_ENDED.rawValue: ending = ProgramEnding(status: report.value)
            default:
                ending = .exited(127)
                throw ProgramError(report.value, starting: name)
            }
        }
        return ending != nil
    }

    private func nextReport() -> mdl_report? {
        let size = MemoryLayout<mdl_report>.size
        guard unread.count >= size else { return nil }
        defer { unread.removeFirst(size) }
        return unread.withUnsafeBytes { $0.loadUnaligned(as: mdl_report.self) }
    }

    func remaining(in table: ProcessTable) -> [Int32] {
        var roots: Set = [supervisor]
        var found = table.descendants(of: roots)
        // Without the supervisor only what stands below the command is known to be its own.
        if isLost, let command, table.entries.contains(where: { $0.process == command && $0.group == command }) {
            roots = [command]
            found = table.descendants(of: roots) + table.entries.filter { $0.process == command }
        }
        return found.filter { !$0.hasEnded }.map(\.process)
    }

    func finish() -> ProgramEnding {
        var word: UInt8 = 1
        _ = Glibc.send(notice, &word, 1, Int32(MSG_NOSIGNAL))
        while waitpid(supervisor, nil, 0) < 0, errno == EINTR {}
        return ending ?? .signalled(SIGKILL)
    }
}

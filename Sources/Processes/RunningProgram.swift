internal import CProcesses
internal import Glibc

/// A program that runs, as the thread sees it that looks after it.
struct RunningProgram {
    enum Phase {
        case running
        /// It is to end, and will be killed at a time; these processes were signalled.
        case ending(any Error, killAt: ContinuousClock.Instant, signalled: Set<Int32>)
    }

    /// How many files its start takes, and how many it keeps.
    private static let filesToStart = 10
    private static let filesToRun = 5

    let run: ProgramRun
    let alarm: Alarm
    let child: any ChildProcess
    /// What takes standard output, and standard error.
    let sinks: [ProgramRun.Sink]
    var input: Descriptor?
    /// Standard output and standard error, as long as they are open.
    var outputs: [Descriptor?]
    var rest: ArraySlice<UInt8>
    var hasEnded = false
    var lastOutput = ContinuousClock.now
    let deadline: ContinuousClock.Instant?
    var phase = Phase.running
    /// How long to wait before the processes are looked at again.
    var pause = Duration.milliseconds(5)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// Runs a program to its end on this thread.
    static func run(
        _ run: ProgramRun, _ alarm: Alarm, output: @escaping ProgramRun.Sink, errors: @escaping ProgramRun.Sink
    ) throws -> ProgramEnding {
        try OpenFiles.take(filesToStart)
        var taken = filesToStart
        defer { OpenFiles.giveBack(taken) }
        // A program that does not read its input is no reason to end this one.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var running = try RunningProgram(run, alarm, sinks: [output, errors])
        OpenFiles.giveBack(filesToStart - filesToRun)
        taken = filesToRun
        return try running.follow()
    }

    private init(_ run: ProgramRun, _ alarm: Alarm, sinks: [ProgramRun.Sink]) throws(ProgramError) {
        let name = run.program.name
        let output = try Pipe(reads: true, for: name)
        let errors = try Pipe(reads: true, for: name)
        let input = run.program.input.isEmpty ? nil : try Pipe(reads: false, for: name)
        let streams = Streams(
            input: input?.other.number ?? -1, output: output.other.number, errors: errors.other.number)
        child =
            switch run.program.placement {
            case .foreground: try DirectChild(run.program, streams, placement: MDL_FOREGROUND)
            case .group: try DirectChild(run.program, streams, placement: MDL_GROUP)
            case .supervised(let mark): try SupervisedChild(run.program, streams, mark: mark)
            }
        self.run = run
        self.alarm = alarm
        self.sinks = sinks
        self.input = input?.own
        outputs = [output.own, errors.own]
        rest = run.program.input[...]
        deadline = run.limit.map { .now + $0 }
    }
}

internal import Glibc
internal import Threads

/// One run of a program: what it reads and prints, how long it may take, and its end.
///
/// A thread of its own does all of it, so that whoever takes what the program prints may block: the program waits then.
public struct ProgramRun: Sendable {
    /// Takes what a program prints, piece by piece. An error ends the program.
    public typealias Sink = @Sendable (UnsafeRawBufferPointer) throws -> Void

    /// What runs.
    public let program: Program
    /// How long it may take; `nil` for as long as it likes.
    public var limit: Duration?
    /// How long it may print nothing; `nil` for as long as it likes. The time that the sink takes does not count.
    public var silence: Duration?
    /// How long it has to end by itself once it was asked to, before it is killed.
    public var grace: Duration

    /// Describes a run.
    public init(
        _ program: Program, limit: Duration? = nil, silence: Duration? = nil, grace: Duration = .seconds(5)
    ) {
        self.program = program
        self.limit = limit
        self.silence = silence
        self.grace = grace
    }

    /// Runs the program to its end, and until nobody can print anything any more.
    ///
    /// It need not read its input. When this throws, nothing of the program runs any more.
    /// - Returns: how it ended, whatever its code.
    /// - Throws: `ProgramError`; `CancellationError`; what a sink throws.
    public func run(
        output: @escaping Sink = { _ in }, errors: @escaping Sink = { _ in }
    ) async throws -> ProgramEnding {
        if let name = program.cutShort { throw ProgramError.zeroByte(name) }
        let alarm = try Alarm(for: program.name)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isStarted = SystemThread.start {
                    continuation.resume(
                        with: Result { try RunningProgram.run(self, alarm, output: output, errors: errors) })
                }
                if !isStarted { continuation.resume(throwing: ProgramError.tooManyProcesses) }
            }
        } onCancel: {
            alarm.raise()
        }
    }
}

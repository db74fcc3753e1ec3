internal import Synchronization

extension ProgramRun {
    /// What a program printed, and how it ended.
    public struct Outcome: Sendable {
        /// How it ended.
        public let ending: ProgramEnding
        /// Its standard output.
        public let output: [UInt8]
        /// The end of its standard error.
        public let errors: String
    }

    /// Runs a program whose output is kept.
    /// - Parameters:
    ///   - limit: the maximum of bytes of output.
    ///   - errorLimit: how many bytes of the end of standard error are kept.
    /// - Throws: as `run`; `ProgramError.tooMuchOutput`.
    public func collect(limit: Int = 1 << 20, errorLimit: Int = 1 << 16) async throws -> Outcome {
        let (output, errors) = (Bytes(), Bytes())
        let ending = try await run { bytes in
            if output.append(bytes) > limit { throw ProgramError.tooMuchOutput(limit: limit) }
        } errors: { bytes in
            errors.append(bytes)
            errors.keep(last: errorLimit)
        }
        return Outcome(
            ending: ending, output: output.all, errors: String(decoding: errors.all.suffix(errorLimit), as: UTF8.self))
    }
}

/// Bytes that come in pieces.
private final class Bytes: Sendable {
    private let state = Mutex<[UInt8]>([])

    var all: [UInt8] { state.withLock { $0 } }

    /// - Returns: how many there are.
    @discardableResult
    func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        state.withLock { all in
            all.append(contentsOf: bytes)
            return all.count
        }
    }

    /// Forgets what came before the last so many, now and then.
    func keep(last count: Int) {
        state.withLock { all in if all.count > 4 * count { all.removeFirst(all.count - count) } }
    }
}

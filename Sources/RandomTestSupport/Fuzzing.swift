import Foundation

/// How long a fuzzer goes on, and what it begins with.
///
/// `MOONDOCK_TEST_FUZZ_SECONDS` has each go on for so long instead of so many rounds; `MOONDOCK_TEST_SEED` repeats a
/// run.
public enum Fuzzing {
    private static let environment = ProcessInfo.processInfo.environment

    /// Feeds a reader with what comes of seeds by mutation.
    /// - Parameters:
    ///   - name: what is read, for the line that reports it.
    ///   - rounds: how often, where no time is given.
    ///   - body: reads one input, and checks what came of it; says whether it was taken.
    public static func run(
        _ name: String, rounds: Int, seeds: [[UInt8]], words: [String] = [],
        _ body: (_ input: [UInt8], _ mutation: inout Mutation) throws -> Bool
    ) rethrows {
        let seed = environment["MOONDOCK_TEST_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000_000)
        let seconds = environment["MOONDOCK_TEST_FUZZ_SECONDS"].flatMap { Double($0) }
        print("fuzzing \(name), MOONDOCK_TEST_SEED=\(seed)")
        var mutation = Mutation(seed: seed, words: words)
        let clock = ContinuousClock()
        let start = clock.now
        var (count, taken) = (0, 0)
        while seconds.map({ start.duration(to: clock.now) < .seconds($0) }) ?? (count < rounds) {
            let input = mutation.next(of: seeds)
            if try body(input, &mutation) { taken += 1 }
            count += 1
        }
        print("fuzzed \(name): \(count) inputs in \(start.duration(to: clock.now)), \(taken) were taken")
    }
}

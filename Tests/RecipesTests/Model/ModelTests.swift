import Foundation
import Testing

/// Random recipes and random sequences of what can happen to a run: killed hosts and workers, resumes, cancellations,
/// answers, rejections, words of a person, engines that are away. Whatever happens, nothing is done without an intent on
/// record, nothing unsafe twice without a word, and every run can reach an end.
@Suite(.timeLimit(.minutes(20))) struct ModelTests {
    /// `MOONDOCK_TEST_SEQUENCES` sets another number.
    static let sequences =
        ProcessInfo.processInfo.environment["MOONDOCK_TEST_SEQUENCES"].flatMap { Int($0) } ?? 5000

    @Test func runsKeepTheRulesWhateverHappens() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in 0..<2 {
                group.addTask {
                    for seed in stride(from: 1 + part, through: Self.sequences, by: 2) {
                        await Task.yield()
                        let model = RunModel(seed: seed)
                        try model.live()
                        #expect(model.faults.isEmpty, "seed \(seed): \(model.faults)\n\(model.description)")
                        if !model.faults.isEmpty { return }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

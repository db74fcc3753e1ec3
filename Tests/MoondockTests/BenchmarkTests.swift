import DockerEngine
import DockerEngineTestSupport
import Foundation
import Subprocess
import Testing

/// What is measured can be measured: a hundredth of it, once, so that no benchmark falls out of step with the program.
@Suite(.timeLimit(.minutes(20))) struct BenchmarkTests {
    @Test func allBenchmarksCanBeRun() async throws {
        let program = URL(fileURLWithPath: ProductBinary.path).deletingLastPathComponent()
            .appendingPathComponent("benchmarks").path
        try await EngineFixture.with { fixture in
            let result = try await run(
                .name("env"), arguments: [program, "--short", "--engine", fixture.engine.endpoint.description],
                output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
            let output = result.standardOutput
            #expect(result.terminationStatus.isSuccess, "\(output)\n\(result.standardError)")
            for word in ["failed:", "skipped:"] { #expect(!output.contains(word), "\(output)") }
        }
    }
}

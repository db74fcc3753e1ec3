import Foundation
import Testing

/// A process that may have few files open says so, whatever it was asked to do.
@Suite(.timeLimit(.minutes(10))) struct OpenFileTests {
    private func moondock(_ arguments: String, files: Int, in project: SampleProject) async throws -> CommandOutcome {
        let script = "ulimit -n \(files); exec '\(ProductBinary.path)' \(arguments)"
        return try await Program.run("/bin/sh", ["-c", script], in: project.root, environment: [:]) { _ in }.outcome
    }

    @Test(arguments: [16, 24, 64, 100]) func tooFewAreNamed(_ files: Int) async throws {
        try await SampleProject.with { project in
            try project.recipe("sleep(0)\n")
            for command in ["run main.lua", "resume last", "cancel last", "show last", "runs", "logs last"] {
                let outcome = try await moondock(command, files: files, in: project)
                #expect(outcome.code == 2, "\(command): \(outcome)")
                #expect(outcome.errors.contains("\(files) files open (ulimit -n)"), "\(command): \(outcome)")
            }
        }
    }

    @Test(arguments: [128, 160, 256]) func manyBranchesFitOrAreReportedTheLimit(_ files: Int) async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                local names = {}
                for i = 1, 40 do names[i] = "b" .. i end
                parallel(names, { on_failure = "continue" }, function () run_command { shell = "sleep 0.3" } end)
                """)
            let outcome = try await moondock("run main.lua --json", files: files, in: project)
            #expect([0, 1].contains(outcome.code), "\(outcome)")
            let failures = outcome.events.filter { $0.type == "step_ended" && $0.outcome == "failed" }
            #expect(outcome.code == 0 || !failures.isEmpty, "\(outcome)")
            for failure in failures { #expect(failure.message?.contains("ulimit -n") == true, "\(failure)") }
        }
    }
}

import Foundation
import Testing

/// A user who may have few processes is told so, whatever was requested.
@Suite(.timeLimit(.minutes(10)), .enabled(if: geteuid() == 0)) struct ProcessLimitTests {
    /// A user that has no process.
    private static let user = "61234"

    @Test(arguments: [1, 2, 4, 6, 8, 10, 14])
    func theLimitIsNamed(_ limit: Int) async throws {
        try await SampleProject.with { project in
            try project.recipe("run_command { shell = \"sleep 0.1\" }\n")
            chmod(project.root, 0o777)
            let command = "ulimit -u \(limit); exec '\(ProductBinary.path)'"
            for words in ["runs", "run main.lua", "show last", "resume last", "cancel last"] {
                let outcome = try await Program.run(
                    "/usr/bin/setpriv",
                    [
                        "--reuid", Self.user, "--regid", Self.user, "--clear-groups", "/bin/sh", "-c",
                        "\(command) \(words)",
                    ],
                    in: project.root, environment: ["NO_COLOR": "1"]
                ) { _ in }.outcome
                #expect(outcome.code <= 5, "\(words): \(outcome)")
                guard words == "run main.lua", outcome.code != 0 else { continue }
                let text = outcome.output + outcome.errors
                #expect(text.contains("ulimit -u is \(limit)"), "\(words): \(outcome)")
            }
        }
    }
}

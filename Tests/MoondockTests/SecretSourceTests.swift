import Foundation
import Testing

/// Where secrets come from, and who else sees them.
@Suite(.timeLimit(.minutes(10))) struct SecretSourceTests {
    @Test(arguments: [
        "tr '\\\\0' '\\\\n' < /proc/$PPID/environ", "cat /proc/*/environ 2>/dev/null | tr '\\\\0' '\\\\n'", "env",
        "p=$PPID; while test $p -gt 1; do tr '\\\\0' '\\\\n' < /proc/$p/environ; p=$(cut -d' ' -f4 /proc/$p/stat); done",
    ])
    func noCommandSeesThem(_ script: String) async throws {
        // One for each case: others may just be starting the program, which is given its secrets as it starts.
        let canary = "canary-\(UUID().uuidString)"
        try await SampleProject.with { project in
            let look = "{ \(script); } | grep -a -c '^MOONDOCK_SECRET_other=\(canary)' > seen; true"
            try project.recipe("run_command { shell = [==[\(look.replacingOccurrences(of: "\\\\", with: "\\"))]==] }\n")
            let outcome = try await project.runMain(environment: ["MOONDOCK_SECRET_other": canary])
            #expect(outcome.code == 0, "\(outcome)")
            // The processes above this one were given it by the test, and are not Moondock's.
            let seen = try String(contentsOfFile: project.root + "/seen", encoding: .utf8)
            #expect(seen.hasPrefix("0"), "\(script): \(seen)")
            #expect(!outcome.output.contains(canary))
        }
    }

    @Test(arguments: ["x=", "=x", "x", "x=/nonexistent", "x=.", "x=/dev/zero", "x=pipe"])
    func aFileThatGivesNoSecretIsRejected(_ option: String) async throws {
        try await SampleProject.with { project in
            try project.recipe("sleep(0)\n")
            try #require(mkfifo(project.root + "/pipe", 0o600) == 0)
            let outcome = try await project.runMain("--secret-file", option)
            #expect(outcome.code == 2, "\(option): \(outcome)")
            #expect(outcome.errors.contains("--secret-file"), "\(option): \(outcome)")
        }
    }

    @Test func aFileIsReadOnce() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                for _ = 1, 2 do
                  run_command { command = { "sh", "-c", "test \\"$A\\" = given || exit 9" }, env = { A = secret("x") } }
                end
                """)
            let script =
                "exec '\(ProductBinary.path)' run main.lua --env test --secret-file x=/dev/fd/7 7<<E\ngiven\nE\n"
            let outcome = try await Program.run("/bin/bash", ["-c", script], in: project.root, environment: [:]) { _ in
            }
            .outcome
            #expect(outcome.code == 0, "\(outcome)")
            let piped = "exec '\(ProductBinary.path)' run main.lua --env test --secret-file x=<(echo given)"
            let second = try await Program.run("/bin/bash", ["-c", piped], in: project.root, environment: [:]) { _ in }
                .outcome
            #expect(second.code == 0, "\(second)")
        }
    }
}

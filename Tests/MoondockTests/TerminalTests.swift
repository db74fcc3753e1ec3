import DockerEngine
import Foundation
import Testing

/// A person at a terminal: a real one of the kernel, which `script` of util-linux makes.
@Suite(.timeLimit(.minutes(10))) struct TerminalTests {
    /// Runs `main.lua` on a terminal; the body sees what is shown and can type.
    private func run(
        _ project: SampleProject,
        _ body: @Sendable (LiveCommand, @Sendable (String) throws -> Void) async throws -> Void
    ) async throws -> CommandOutcome {
        let keys = project.root + "/keys"
        try #require(mkfifo(keys, 0o600) == 0)
        let command = "\(ProductBinary.path) run main.lua --env test"
        // Opened both ways, so that neither side waits for the other.
        let shell = "exec 3<>keys; exec script --quiet --flush --return --command '\(command)' /dev/null <&3"
        let environment = ["DOCKER_HOST": project.engine.endpoint.description, "TERM": "xterm", "NO_COLOR": "1"]
        return try await Program.run("/bin/sh", ["-c", shell], in: project.root, environment: environment) { command in
            try await body(command) { text in
                let keyboard = try FileHandle(forWritingTo: URL(fileURLWithPath: keys))
                try keyboard.write(contentsOf: Data(text.utf8))
                try keyboard.close()
            }
        }.outcome
    }

    private func shown(_ text: String, by command: LiveCommand) async throws {
        for await line in command.output.stream() where line.contains(text) { return }
        Issue.record("“\(text)” was never shown:\n\(command.output.lines.joined(separator: "\n"))")
    }

    private static let recipe = """
        local answer = wait_for_approval { "Release v2?", show = { image = "site:v2" } }
        log("said by " .. answer.by .. " at the " .. answer.channel .. ": " .. tostring(answer.comment))
        """

    @Test func aPersonSaysYes() async throws {
        try await SampleProject.with { project in
            try project.recipe(Self.recipe)
            let outcome = try await run(project) { command, type in
                // What was typed before the question does not answer it.
                try await shown("may answer", by: command)
                try type("perhaps\n")
                try await shown("type yes or no", by: command)
                try type("yes\nlooks good\n")
            }
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.output.contains("image: site:v2") || outcome.output.contains("site:v2"))
            #expect(outcome.output.contains("said by \(NSUserName()) at the terminal: looks good"), "\(outcome)")
        }
    }

    @Test func aPersonSaysNo() async throws {
        try await SampleProject.with { project in
            try project.recipe(Self.recipe)
            let outcome = try await run(project) { command, type in
                try await shown("may answer", by: command)
                try type("no\n")
                try type("not today\n")
            }
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.output.contains("rejected “Release v2?”: not today"), "\(outcome)")
        }
    }

    @Test func anAnswerFromElsewhereWithdrawsTheQuestion() async throws {
        try await SampleProject.with { project in
            try project.recipe(Self.recipe)
            let outcome = try await run(project) { command, _ in
                try await shown("may answer", by: command)
                let answer = try await project.moondock("approve", "last", "--comment", "from elsewhere")
                #expect(answer.code == 0, "\(answer)")
            }
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.output.contains("at the cli: from elsewhere"), "\(outcome)")
        }
    }
}

import DockerEngine
import Foundation
import Testing

/// A run waits for a person, who may be elsewhere.
@Suite(.timeLimit(.minutes(20))) struct ApprovalTests {
    private static let ask = """
        local answer = wait_for_approval { "Release v2?", show = { image = "site:v2" } }
        log("answer of " .. answer.by .. " by " .. answer.channel .. ": " .. tostring(answer.comment))

        """

    private func approvals(_ project: SampleProject, _ run: String) async throws -> [[String: Any]] {
        let text = try await project.moondock("show", run, "--json").output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        return try #require(object["approvals"] as? [[String: Any]])
    }

    @Test func aSecondProcessApproves() async throws {
        try await SampleProject.with { project in
            try project.recipe(Self.ask)
            let outcome = try await project.runMain("--wait") { command in
                let run = try await command.run()
                try await command.event("the question") { $0.isWaiting(for: "Release v2?") }
                let shown = try await project.moondock("show", run)
                #expect(shown.output.contains("moondock approve \(run)"), "\(shown)")
                let answer = try await project.moondock("approve", run, "--comment", "looks good")
                #expect(answer.code == 0)
                #expect(answer.output.contains("approved: Release v2?"))
            }
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.events.contains { $0.type == "log" && $0.message?.hasSuffix("by cli: looks good") == true })
            let record = try #require(try await approvals(project, "last").first)
            #expect(record["state"] as? String == "approved")
            #expect(record["decided_by"] as? String == NSUserName())
            #expect(record["channel"] as? String == "cli")
            #expect(record["comment"] as? String == "looks good")
            #expect(record["decided_at"] is String)
        }
    }

    @Test func aSecondProcessRejects() async throws {
        try await SampleProject.with { project in
            try project.recipe(Self.ask + "log(\"never\")\n")
            let outcome = try await project.runMain("--wait") { command in
                let run = try await command.run()
                try await command.event("the question") { $0.isWaiting(for: "Release v2?") }
                let answer = try await project.moondock("reject", run, "--comment", "not today", "--json")
                #expect(answer.code == 0)
                #expect(answer.output.contains("\"state\":\"rejected\""))
            }
            #expect(outcome.code == 1, "\(outcome)")
            let diagnostic = try #require(outcome.diagnostic)
            #expect(diagnostic.code == "approval.rejected")
            #expect(diagnostic.message.contains("\(NSUserName()) rejected “Release v2?”: not today"))
            #expect(diagnostic.excerpt?.position.line == 1)
            #expect(!outcome.events.contains { $0.message == "never" })
        }
    }

    @Test func withoutATerminalTheRunParksAndIsResumedOnceItWasAnswered() async throws {
        try await SampleProject.with { project in
            try project.recipe("log(\"before\")\nsleep(\"1ms\")\n" + Self.ask)
            let parked = try await project.runMain()
            #expect(parked.code == 3, "\(parked)")
            let run = try #require(parked.run)
            #expect(try await project.moondock("show").output.contains("waits for anybody"))

            let tooEarly = try await project.moondock("resume", run, "--json")
            #expect(tooEarly.code == 3, "nobody has answered yet: \(tooEarly)")

            let answer = try await project.moondock("approve", run)
            #expect(answer.output.contains("resume it with: moondock resume \(run)"))
            let resumed = try await project.moondock("resume", run, "--json")
            #expect(resumed.code == 0, "\(resumed)")
            #expect(resumed.stepsDone == ["2"])
        }
    }

    @Test func whoMayNotAnswerIsTurnedAway() async throws {
        try await SampleProject.with { project in
            try project.recipe("wait_for_approval { \"Release v2?\", from = { \"nobody-here\" } }\n")
            let parked = try await project.runMain()
            let run = try #require(parked.run)
            let refused = try await project.moondock("approve", run)
            #expect(refused.code == 4, "\(refused)")
            #expect(refused.errors.contains("nobody-here"))
            #expect(refused.errors.contains(NSUserName()))
            let record = try #require(try await approvals(project, run).first)
            #expect(record["state"] as? String == "pending")
            #expect(
                try await project.moondock("resume", run, "--approve-all").code != 0, "a flag makes nobody an approver")
        }
    }

    @Test func theSecondAnswerIsTooLate() async throws {
        try await SampleProject.with { project in
            try project.recipe(Self.ask)
            let run = try #require(try await project.runMain().run)
            #expect(try await project.moondock("approve", run, "--comment", "first").code == 0)
            let second = try await project.moondock("reject", run)
            #expect(second.code == 4, "\(second)")
            #expect(second.errors.contains("approved"), "\(second)")
            #expect(try await project.moondock("resume", run).code == 0)
        }
    }

    @Test func nobodyAnswersInTime() async throws {
        try await SampleProject.with { project in
            try project.recipe("wait_for_approval { \"Release v2?\", timeout = \"300ms\" }\n")
            let outcome = try await project.runMain("--wait")
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.diagnostic?.code == "approval.expired")
            #expect(
                outcome.diagnostic?.message.contains("nobody answered “Release v2?” within 300 ms") == true,
                "\(outcome)")
            let run = try #require(outcome.run)
            #expect(try await approvals(project, run).first?["state"] as? String == "expired")
            let late = try await project.moondock("approve", run)
            #expect(late.code == 4, "\(late)")
        }
    }

    @Test func aRunThatWaitsForNothingCannotBeApproved() async throws {
        try await SampleProject.with { project in
            try project.recipe("log(\"hello\")\n")
            let run = try #require(try await project.runMain().run)
            let outcome = try await project.moondock("approve", run)
            #expect(outcome.code == 4, "\(outcome)")
            #expect(outcome.errors.hasPrefix("error: "))
            let unknown = try await project.moondock("approve", "no-such-run")
            #expect(unknown.code == 2, "\(unknown)")
        }
    }
}

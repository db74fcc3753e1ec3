import Foundation
import Testing

/// What a recipe can ask of an approval, and how people answer it, through the program itself.
@Suite(.timeLimit(.minutes(20))) struct ApprovalOptionTests {
    private func run(_ project: SampleProject) async throws -> String {
        let outcome = try await project.runMain()
        return try #require(outcome.run, "\(outcome)")
    }

    private func approvals(_ project: SampleProject) async throws -> [[String: Any]] {
        let text = try await project.moondock("show", "last", "--json").output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        return try #require(object["approvals"] as? [[String: Any]])
    }

    @Test func ofTwoWhoAnswerAtOnceOneWinsAndTheOtherIsReportedWho() async throws {
        try await SampleProject.with { project in
            try project.environment("deployment_lock = false")
            try project.recipe("wait_for_approval \"Go on?\"\n")
            for _ in 1...5 {
                let run = try await run(project)
                async let yes = project.moondock("approve", run)
                async let no = project.moondock("reject", run)
                let outcomes = try await [yes, no]
                #expect(outcomes.map(\.code).sorted() == [0, 4], "\(outcomes)")
                let verdict = outcomes[0].code == 0 ? "approved" : "rejected"
                let loser = outcomes[0].code == 0 ? outcomes[1] : outcomes[0]
                #expect(loser.errors.contains("too late: \(verdict) by \(NSUserName())"), "\(loser)")
            }
        }
    }

    @Test func itTakesTwoPeople() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                local answer = wait_for_approval { "Go on?", count = 2 }
                log(#answer.answers .. " said yes, the last one was " .. answer.by)
                """)
            let run = try await run(project)
            let first = try await project.moondock("approve", run)
            #expect(first.output.contains("recorded, 1 of 2 yes so far: Go on?"), "\(first)")
            let again = try await project.moondock("approve", run)
            #expect(again.code == 4)
            #expect(again.errors.contains("\(NSUserName()) has answered before and that is recorded"), "\(again)")
            let shown = try await project.moondock("show", run).output
            #expect(shown.contains("waits for 2 of anybody"), "\(shown)")
            #expect(shown.contains("1 of 2 yes so far"), "\(shown)")
            #expect(try await project.moondock("resume", run).code == 3, "one is not enough")
            // The first yes becomes somebody else's, so that this one is the second.
            try await project.sql("UPDATE answer SET user = 'eva'")
            #expect(try await project.moondock("approve", run).output.contains("approved: Go on?"))
            let resumed = try await project.moondock("resume", run, "--json")
            #expect(resumed.code == 0, "\(resumed)")
            #expect(
                resumed.events.contains { $0.message == "2 said yes, the last one was \(NSUserName())" }, "\(resumed)")
            #expect(try await project.moondock("show", run).output.contains("approved by eva, \(NSUserName()) (cli)"))
        }
    }

    @Test func whoBeganTheRunMayNotApproveIt() async throws {
        try await SampleProject.with { project in
            try project.recipe("wait_for_approval { \"Go on?\", not_requester = true }\n")
            let run = try await run(project)
            let refused = try await project.moondock("approve", run)
            #expect(refused.code == 4)
            #expect(refused.errors.contains("\(NSUserName()) began the run"), "\(refused)")
            #expect(try await project.moondock("show", run).output.contains("anybody but \(NSUserName())"))
            let all = try await project.moondock("resume", run, "--approve-all", "--json")
            #expect(all.diagnostic?.code == "approval.not_an_approver", "\(all)")
        }
    }

    @Test func aTimeOutCountsAsTheRecipeSays() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                local yes = wait_for_approval { "A?", timeout = "100ms", on_timeout = "approve" }
                log(tostring(yes.approved) .. " " .. tostring(yes.by) .. " " .. tostring(yes.timed_out))
                local none = wait_for_approval { "B?", timeout = "100ms", on_timeout = "continue" }
                log(tostring(none.approved) .. " " .. tostring(none.by) .. " " .. tostring(none.timed_out))
                wait_for_approval { "C?", timeout = "100ms", on_timeout = "reject" }
                """)
            let outcome = try await project.runMain("--wait")
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.diagnostic?.code == "approval.expired")
            #expect(
                outcome.events.compactMap { $0.type == "log" ? $0.message : nil } == [
                    "true nil true", "false nil true",
                ])
            let states = try await approvals(project).compactMap { $0["state"] as? String }
            #expect(states == ["approved", "expired", "expired"])
        }
    }

    @Test func timeRunsOutWhileNoProcessIsThere() async throws {
        try await SampleProject.with { project in
            try project.recipe("wait_for_approval { \"Go on?\", timeout = \"1h\", on_timeout = \"continue\" }\n")
            let run = try await run(project)
            #expect(try await project.moondock("resume", "--all").output.contains("no run has"))
            // Two hours later.
            try await project.rewind(
                """
                UPDATE event SET at = at - 7200000; UPDATE run SET wake_at = wake_at - 7200000;
                UPDATE approval SET requested_at = requested_at - 7200000, deadline = deadline - 7200000
                """)
            let late = try await project.moondock("approve", run)
            #expect(late.code == 4)
            #expect(late.errors.contains("too late"), "\(late)")
            #expect(try await project.moondock("resume", "--all").code == 0)
            #expect(try await project.moondock("runs").output.contains("done"))
        }
    }

    @Test func aFormIsFilledInAndChecked() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                local answer = wait_for_approval {
                  "Where to?",
                  fields = {
                    hosts = { "integer", default = 3, help = "how many" },
                    slot  = { choices = { "blue", "green" } },
                    sure  = "boolean",
                  },
                }
                local f = answer.fields
                log(f.slot .. " " .. math.type(f.hosts) .. " " .. f.hosts .. " " .. tostring(f.sure))
                """)
            let run = try await run(project)
            let shown = try await project.moondock("show", run).output
            #expect(shown.contains("field hosts (a whole number, default 3): how many"), "\(shown)")
            #expect(shown.contains("moondock approve \(run) --field slot=… --field sure=…"), "\(shown)")
            for (field, complaint) in [
                ("slot=red", "field 'slot' takes blue or green, not 'red'"),
                ("colour=red", "there is no field 'colour'; there are hosts, slot, sure"),
                ("slot=blue", "field 'sure' is missing: it takes yes or no"), ("slot", "--field takes NAME=VALUE"),
            ] {
                let refused = try await project.moondock("approve", run, "--field", field)
                #expect(refused.code == 2, "\(refused)")
                #expect(refused.errors.contains(complaint), "\(refused)")
            }
            let flagged = try await project.moondock("resume", run, "--approve-all", "--json")
            #expect(flagged.diagnostic?.code == "approval.form", "a flag knows no answers: \(flagged)")
            let answer = try await project.moondock(
                "approve", run, "--field", "slot=green", "--field", "sure=yes", "--field", "hosts=12")
            #expect(answer.code == 0, "\(answer)")
            let resumed = try await project.moondock("resume", run, "--json")
            #expect(resumed.events.contains { $0.message == "green integer 12 true" }, "\(resumed)")
        }
    }

    @Test func whoAnswersCanCarryTheRunOn() async throws {
        try await SampleProject.with { project in
            try project.recipe("local a = wait_for_approval \"Go on?\"\nlog(\"went on after \" .. a.by)\n")
            let run = try await run(project)
            let answer = try await project.moondock("approve", run, "--resume")
            #expect(answer.code == 0, "\(answer)")
            #expect((answer.output + answer.errors).contains("went on after \(NSUserName())"), "\(answer)")
            #expect(try await project.moondock("runs").output.contains("done"))
        }
    }

    @Test func anAnswerToARunWhoseProcessDiedIsTakenWhenItGoesOn() async throws {
        try await SampleProject.with { project in
            try project.recipe("wait_for_approval \"Go on?\"\n")
            let run = try await project.killMain("--wait", at: "the question") { $0.isWaiting(for: "Go on?") }
            let answer = try await project.moondock("approve", run)
            #expect(answer.output.contains("resume it with: moondock resume \(run)"), "\(answer)")
            let again = try await project.moondock("reject", run)
            #expect(again.code == 4)
            #expect(try await project.moondock("resume", run).code == 0)
        }
    }

    @Test func branchesThatAskTheSameTakeOneAnswer() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                parallel({ "a", "b", "c" }, function (name)
                  local answer = wait_for_approval { "Touch the hosts?", once = "hosts" }
                  log(name .. " by " .. answer.by)
                end)
                wait_for_approval { "Touch the hosts?", once = "hosts" }
                """)
            let run = try await run(project)
            #expect(try await approvals(project).count == 1)
            #expect(try await project.moondock("approve", run).code == 0)
            let resumed = try await project.moondock("resume", run, "--json")
            #expect(resumed.code == 0, "\(resumed)")
            #expect(resumed.events.count { $0.message?.hasSuffix("by \(NSUserName())") == true } == 3)
            #expect(try await approvals(project).count == 1)
        }
    }

    @Test func anAnswerIsVoidOnceTheRunIsMadeFromOtherSources() async throws {
        try await SampleProject.with { project in
            let ask = "wait_for_approval { \"Go on?\", show = { image = \"site:v2\" } }\n"
            try project.recipe(ask)
            let run = try await run(project)
            let fingerprint = try #require(try await approvals(project).first?["seal"] as? String)
            #expect(try await project.moondock("approve", run, "--seen", fingerprint).code == 0)
            try project.recipe(ask + "log(\"and then something else\")\n")
            let resumed = try await project.moondock("resume", run, "--edited", "--json")
            #expect(resumed.code == 3, "it asks again: \(resumed)")
            let stale = try await project.moondock("approve", run, "--seen", fingerprint)
            #expect(stale.code == 4)
            #expect(stale.errors.contains("what you saw is void"), "\(stale)")
            let shown = try await project.moondock("show", run, "--json").output
            #expect(shown.contains("\"state\":\"voided\""))
            #expect(try await project.moondock("approve", run).code == 0)
            #expect(try await project.moondock("resume", run).code == 0)
        }
    }
}

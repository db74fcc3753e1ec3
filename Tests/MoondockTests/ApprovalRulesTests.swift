import Testing

/// Who may answer a request for approval, and for how long.
@Suite(.timeLimit(.minutes(20))) struct ApprovalRulesTests {
    private func asking(_ options: String = "") -> String {
        "wait_for_approval { \"Go on?\", \(options) }\nlog(\"went on\")\n"
    }

    @Test func groupsOfTheEnvironmentHaveMembers() async throws {
        try await SampleProject.with { project in
            try project.environment("  groups = { ops = { \"nobody-else\", \"root\" } },")
            try project.recipe(asking("from = { \"ops\" }"))
            #expect(try await project.moondock("run", "main.lua", "--env", "test").code == 3)
            let shown = try await project.moondock("show")
            #expect(shown.output.contains("waits for nobody-else, root"))
        }
    }

    @Test func theFirstAnswerWins() async throws {
        try await SampleProject.with { project in
            try project.recipe(asking())
            #expect(try await project.moondock("run", "main.lua", "--env", "test").code == 3)
            async let yes = project.moondock("approve", "last")
            async let no = project.moondock("reject", "last")
            let codes = try await [yes.code, no.code].sorted()
            #expect(codes == [0, 4], "one wins, the other learns that it was too late")
        }
    }

    @Test func approveAllIsRecordedAsSuch() async throws {
        try await SampleProject.with { project in
            try project.recipe(asking())
            let outcome = try await project.runMain("--approve-all")
            #expect(outcome.code == 0)
            let shown = try await project.moondock("show", "--json")
            #expect(shown.output.contains("\"channel\":\"flag\""))
            #expect(shown.output.contains("--approve-all"))
        }
    }

    @Test func aCancelledRunAsksNobody() async throws {
        try await SampleProject.with { project in
            try project.recipe(asking())
            #expect(try await project.moondock("run", "main.lua", "--env", "test").code == 3)
            #expect(try await project.moondock("cancel", "last").code == 0)
            #expect(try await project.moondock("runs").output.contains("cancelled"))
            let late = try await project.moondock("approve", "last")
            #expect(late.code == 4)
            #expect(late.errors.contains("withdrawn"))
        }
    }
}

import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

@Suite(.timeLimit(.minutes(10))) struct RunTests {
    @Test func aSmallRecipeRunsToItsEnd() async throws {
        let fixture = try RunFixture(
            """
            local params = recipe { summary = "Say hello", params = { name = { default = "world" } } }
            log("Hello, " .. params.name .. "!")
            work { label = "one" }
            log("between")
            return work { label = "two", value = { 1, 2, name = params.name } }
            """)
        let outcome = await fixture.run(parameters: ["name": "Ada"])
        #expect(outcome.value == .table(LuaTable(items: [1, 2], fields: ["name": "Ada"])))
        #expect(fixture.logged == ["Hello, Ada!", "between"])
        #expect(fixture.world.now.performed == ["one", "two"])
        #expect(try await fixture.journal() == ["started 1", "finished 1", "started 2", "finished 2"])
        #expect(try await fixture.store.find("last").status == .done)
    }

    @Test func eventsAreReportedInTheOrderOfTheRecipe() async throws {
        let fixture = try RunFixture("log('a') work{} log('b')")
        _ = await fixture.run()
        let shown = fixture.events.compactMap { kind -> String? in
            switch kind {
            case .runStarted: "run"
            case .log(_, _, let message): message
            case .stepStarted(let step): "+\(step.path)"
            case .stepEnded(let path, _): "-\(path)"
            case .runEnded: "end"
            default: nil
            }
        }
        #expect(shown == ["run", "a", "+1", "-1", "b", "end"])
    }

    /// Some hundred runs of several steps, with an environment and queries before the first: one of them would stand
    /// still when the beginning of a run and the worker's first words could cross.
    @Test func manyRunsOfSeveralStepsNeverStandStill() async throws {
        let fixture = try RunFixture(
            """
            local params = recipe { params = { name = { default = "x" } } }
            local env = environment()
            for i = 1, 4 do work { label = env.name .. i } end
            """, files: ["environments/test.lua": "return { a = 1, deployment_lock = false }"])
        await withTaskGroup(of: Int32.self) { group in
            for lane in 0..<8 {
                group.addTask {
                    for round in 0..<25 {
                        let outcome = await fixture.controller().start(
                            recipe: RunFixture.recipe, environment: "test", parameters: [:],
                            id: RunID("run-\(lane)-\(round)"), control: RunControl())
                        if outcome.exitCode != 0 { return outcome.exitCode }
                    }
                    return 0
                }
            }
            for await code in group { #expect(code == 0) }
        }
        #expect(fixture.world.now.performed.count == 800)
    }

    @Test func aFailureTellsCodeStepAndCallers() async throws {
        let fixture = try RunFixture(
            """
            local function deploy()
              work { label = "x", fail = "unhealthy" }
              return true
            end
            deploy()
            """)
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 1)
        let diagnostic = try #require(outcome.diagnostic)
        #expect(diagnostic.code == "unhealthy")
        #expect(
            diagnostic.rendered == """
                error: work: it failed
                  ┌─ recipes/test.lua:2:3
                2 │   work { label = "x", fail = "unhealthy" }
                  │   ^^^^
                  = step 1 on web-1, called by main chunk (recipes/test.lua:5)
                """)
        #expect(try await fixture.store.find("last").status == .failed)
        #expect(try await fixture.store.find("last").summary == "work: it failed")
    }

    @Test func aTailCallIsStillFound() async throws {
        let fixture = try RunFixture("local function deploy()\n  return work { fail = 'bad' }\nend\ndeploy()")
        let outcome = await fixture.run()
        #expect(outcome.diagnostic?.excerpt?.position.line == 2)
    }

    @Test func errorsKeepTheirFieldsThroughPcall() async throws {
        let fixture = try RunFixture(
            """
            local ok, err = pcall(work, { fail = "unhealthy" })
            local same, own = pcall(error, { code = "mine", nested = { 1, 2 } })
            return { ok, err.code, err.message, err.primitive, err.step, err.host, own.code, own.nested[2] }
            """)
        #expect(await fixture.run().value == [false, "unhealthy", "it failed", "work", "1", "web-1", "mine", 2])
    }

    @Test func aCaughtErrorCanBeRaisedAgain() async throws {
        let fixture = try RunFixture("local ok, err = pcall(work, { fail = 'bad' })\nerror(err)")
        let outcome = await fixture.run()
        #expect(outcome.diagnostic?.code == "bad")
        #expect(outcome.diagnostic?.step == "1 on web-1")
    }

    @Test func secretsAreMaskedInOutputAndNotInTheJournal() async throws {
        let fixture = try RunFixture("work { password = secret('token') }\nlog('the token is s3cr3t-value')")
        #expect(await fixture.run().exitCode == 0)
        let output = fixture.events.compactMap { if case .stepOutput(_, let line) = $0 { line } else { nil } }
        #expect(output == ["password is ***"])
        #expect(fixture.logged == ["the token is ***"])
        let events = try await fixture.store.events(of: try await fixture.store.find("last").id)
        let secret = Array("s3cr3t-value".utf8)
        for event in events {
            let bytes = (event.event.intent?.options ?? []) + (event.event.body ?? [])
            #expect(!bytes.contains(secret))
        }
    }

    @Test func aMissingSecretNamesWhereItCouldComeFrom() async throws {
        let fixture = try RunFixture("work { password = secret('nothing') }")
        let diagnostic = try #require(await fixture.run().diagnostic)
        #expect(diagnostic.code == "secret.missing")
        #expect(diagnostic.hint == "set MOONDOCK_SECRET_nothing or pass --secret-file nothing=PATH")
    }

    @Test func aRunThatParksCanBeAnsweredAndGoesOn() async throws {
        let fixture = try RunFixture("work { label = 'before' }\nreturn approval('Release?')")
        let parked = await fixture.run()
        #expect(parked.exitCode == 3)
        #expect(parked.summary == "approval: Release?")
        let run = try await fixture.store.find("last")
        #expect(run.status == .parked)
        #expect(try await fixture.resume().exitCode == 3)
        let answer = ApprovalAnswer(
            isApproved: true, identity: Identity(user: "bob", groups: []), channel: "cli", comment: nil)
        _ = try await fixture.store.decide(run: run.id, path: nil, answer: answer, at: .now)
        #expect(try await fixture.resume().value == "approved")
        #expect(fixture.world.now.performed == ["before"])
    }

    @Test func approvingAllIsRecordedAsSuch() async throws {
        let fixture = try RunFixture("return approval('Release?')")
        #expect(await fixture.run(approvals: .approveAll(isForeground: false)).value == "approved")
        let record = try #require(try await fixture.store.approvals(of: try await fixture.store.find("last").id).first)
        #expect(record.channel == "flag")
        #expect(record.decidedBy == "ada")
    }
}

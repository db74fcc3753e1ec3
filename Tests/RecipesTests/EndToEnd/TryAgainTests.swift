import Journal
import LuaValues
import Testing

@testable import Recipes

/// What a resume of a failed run does again: decided once, recorded, and the same for whoever takes the run up later.
@Suite(.timeLimit(.minutes(10))) struct TryAgainTests {
    /// Recipes that fail at first, with what is done in all by the time they are done.
    static let shapes: [String: (recipe: String, performed: [String])] = [
        "attempts": (
            """
            retry({ times = 3, backoff = 0 }, function () work { label = 'a', failures = 3 } end)
            create { label = 'end' }
            """, ["a", "a", "a", "a", "end"]
        ),
        "attempts with pauses": (
            """
            retry({ times = 2, backoff = '1s' }, function () work { label = 'a', failures = 2 } end)
            create { label = 'end' }
            """, ["a", "a", "a", "end"]
        ),
        "a way round": (
            """
            local ok = pcall(work, { label = 'first', failures = 1 })
            if not ok then work { label = 'second', fail = 'no' } end
            create { label = 'end' }
            """, ["first", "second", "first", "end"]
        ),
        "in a lock": (
            """
            lock('db', function () create { label = 'a' } work { label = 'b', failures = 1 } end)
            create { label = 'end' }
            """, ["a", "b", "b", "end"]
        ),
        "with a clean-up": (
            """
            defer(function () create { label = 'clean' } end)
            create { label = 'a' }
            work { label = 'b', failures = 1 }
            create { label = 'end' }
            """, ["a", "b", "clean", "b", "end", "clean"]
        ),
        "a clean-up that fails": (
            "defer(function () create { label = 'clean', failures = 1 } end) create { label = 'a' }",
            ["a", "clean", "clean"]
        ),
        "branches that go on": (
            """
            local r = parallel({ 'a', 'b' }, { max = 1, on_failure = 'continue' }, function (x)
              create { label = x, failures = x == 'a' and 1 or 0 }
            end)
            for _, x in ipairs(r) do if not x.ok then error('some failed') end end
            create { label = 'end' }
            """, ["a", "b", "a", "end"]
        ),
        "a block that was undone": (
            """
            create { label = 'before' }
            with_rollback('all', function ()
              create { label = 'a' }
              on_rollback('a', function () create { label = 'undo' } end)
              work { label = 'b', failures = 1 }
            end)
            create { label = 'end' }
            """, ["before", "a", "b", "undo", "a", "b", "end"]
        ),
        "a block with nothing to undo": (
            """
            with_rollback('all', function ()
              create { label = 'a' }
              work { label = 'b', failures = 1 }
            end)
            create { label = 'end' }
            """, ["a", "b", "b", "end"]
        ),
        "an inner block that was rolled back and gone on from": (
            """
            pcall(with_rollback, 'inner', function ()
              create { label = 'a' }
              on_rollback('a', function () create { label = 'undo' } end)
              work { label = 'b', fail = 'no' }
            end)
            create { label = 'instead' }
            work { label = 'c', failures = 1 }
            create { label = 'end' }
            """, ["a", "b", "undo", "instead", "c", "c", "end"]
        ),
        "what was caught and gone on from": (
            """
            if not pcall(create, { label = 'first', failures = 1 }) then create { label = 'second' } end
            work { label = 'c', failures = 1 }
            create { label = 'end' }
            """, ["first", "second", "c", "c", "end"]
        ),
    ]

    @Test(arguments: shapes.keys.sorted())
    func whatFailedAndWhatWasGivenUpForItIsDoneAgain(_ name: String) async throws {
        let shape = try #require(Self.shapes[name])
        let fixture = try RunFixture(shape.recipe)
        let first = await fixture.run()
        #expect(first.exitCode == 1, "\(first)")
        #expect(first.diagnostic?.resumption != nil, "\(first)")
        let outcome = try await fixture.resume()
        #expect(outcome.exitCode == 0, "\(outcome.diagnostic?.rendered ?? "\(outcome)")")
        #expect(fixture.world.now.performed == shape.performed)
        #expect(try await fixture.journal().count { $0.hasPrefix("resumed") } == 1)
        #expect(try await fixture.store.locks() == [])
    }

    /// A process that dies anywhere after the decision: the next one goes by what is on record.
    @Test(arguments: shapes.keys.sorted())
    func theDecisionIsReadByEveryLaterProcess(_ name: String) async throws {
        let shape = try #require(Self.shapes[name])
        let fixture = try RunFixture(shape.recipe)
        _ = await fixture.run()
        _ = try await fixture.resume()
        let whole = try await fixture.store.find("last")
        let events = try await fixture.store.events(of: whole.id)
        let decision = try #require(events.firstIndex { $0.event.kind == .resumed })
        for count in (decision + 1)...events.count {
            let run = try await fixture.crashed(whole, after: count)
            let before = fixture.world.now.performed.count
            let outcome = await fixture.controller().resume(run, control: RunControl())
            #expect(outcome.exitCode == 0, "after \(count): \(outcome.diagnostic?.rendered ?? "")")
            let repeated = fixture.world.now.performed.count - before
            let after = shape.performed.count - performed(at: decision, events)
            #expect(repeated <= after, "after \(count): \(repeated) of \(after)")
            let journal = try await fixture.store.events(of: run.id)
            #expect(journal.count { $0.event.kind == .resumed } == 1, "after \(count)")
        }
    }

    /// How many steps that the world remembers had begun at a place in the journal.
    private func performed(at place: Int, _ events: [StoredEvent]) -> Int {
        events.prefix(place).count {
            $0.event.kind == .started && ["create", "work"].contains($0.event.intent?.primitive)
        }
    }

    @Test func caughtFailuresStayAfterAnInterruption() async throws {
        let fixture = try RunFixture(
            """
            local ok = pcall(create, { label = 'a', failures = 1 })
            work { label = 'slow', stalls = 1 }
            return ok
            """)
        let task = Task { await fixture.run() }
        await fixture.world.wait { $0.performed.contains("slow") }
        task.cancel()
        #expect(await task.value.exitCode == 1)
        #expect(try await fixture.resume().value == false)
        #expect(fixture.world.now.performed == ["a", "slow", "slow"])
    }

    @Test func anErrorOfTheRecipeItselfHasNothingToTryAgain() async throws {
        let fixture = try RunFixture("create { label = 'a' } error('no')")
        #expect(await fixture.run().diagnostic?.resumption == nil)
        let again = try await fixture.resume()
        #expect(again.exitCode == 1)
        #expect(again.diagnostic?.resumption == nil)
        #expect(fixture.world.now.performed == ["a"])
    }

    @Test func whatCouldNotBeUndoneIsTriedAgainAndNothingElse() async throws {
        let fixture = try RunFixture(
            """
            with_rollback('all', function ()
              create { label = 'a' }
              on_rollback('a', function () create { label = 'undo a' } end)
              create { label = 'b' }
              on_rollback('b', function () create { label = 'undo b', failures = 1 } end)
              error('no')
            end)
            """)
        #expect(await fixture.run().exitCode == 5)
        #expect(fixture.world.now.performed == ["a", "b", "undo b", "undo a"])
        let second = try await fixture.resume()
        #expect(second.exitCode == 1, "\(second)")
        #expect(fixture.world.now.performed == ["a", "b", "undo b", "undo a", "undo b"])
        // All is undone by now, so a further resume begins the block anew; it fails as before.
        #expect(try await fixture.resume().exitCode == 1)
        #expect(
            fixture.world.now.performed == [
                "a", "b", "undo b", "undo a", "undo b", "a", "b", "undo b", "undo a",
            ])
    }
}

/// What is not done again without a person's confirmation.
@Suite(.timeLimit(.minutes(10))) struct RepetitionTests {
    private static let recipe = """
        with_rollback('all', function ()
          local value = launch { label = 'l', value = 'first' }
          on_rollback('l', function () create { label = 'undo' } end)
          create { label = 'b', failures = 1 }
          return value
        end)
        """

    private func undone() async throws -> (RunFixture, RunRecord) {
        let fixture = try RunFixture("return " + Self.recipe)
        #expect(await fixture.run().exitCode == 1)
        let refused = try await fixture.resume()
        #expect(refused.exitCode == 5, "\(refused)")
        #expect(refused.diagnostic?.code == "in_doubt")
        #expect(refused.diagnostic?.step == "1/1")
        let id = try await fixture.store.find("last").id
        #expect(refused.diagnostic?.rendered.contains("moondock resolve \(id) 1/1 --retry") == true)
        #expect(fixture.world.now.performed == ["l", "b", "undo"])
        // Nothing was decided, so nothing is on record.
        #expect(try await fixture.journal().contains { $0.hasPrefix("resumed") } == false)
        return (fixture, try await fixture.store.find("last"))
    }

    private func answered(_ verdict: OperatorAnswer.Verdict) async throws -> (RunFixture, RunOutcome) {
        let (fixture, run) = try await undone()
        try await fixture.controller().resolve(run, step: "1/1", answer: OperatorAnswer(verdict, by: "grace"))
        return (fixture, try await fixture.resume())
    }

    @Test func itIsDoneAgainWhereAPersonSaysSo() async throws {
        let (fixture, outcome) = try await answered(.retry)
        #expect(outcome.value == "first", "\(outcome)")
        #expect(fixture.world.now.performed == ["l", "b", "undo", "l", "b"])
    }

    @Test func itCountsAsDoneWhereAPersonSaysSo() async throws {
        let (fixture, outcome) = try await answered(.done("by hand"))
        #expect(outcome.value == "by hand", "\(outcome)")
        #expect(fixture.world.now.performed == ["l", "b", "undo", "b"])
    }

    @Test func aStepThatNobodyAskedAboutCannotBeAnswered() async throws {
        let (fixture, run) = try await undone()
        await #expect(throws: Diagnostic.self) {
            try await fixture.controller().resolve(run, step: "1/2", answer: OperatorAnswer(.retry, by: "grace"))
        }
        #expect(try await fixture.store.find("last").status == .needsAttention)
    }
}

import Journal
import LuaValues
import Testing

@testable import Recipes

@Suite(.timeLimit(.minutes(10))) struct RollbackTests {
    static let helpers = """
        local function add(name)
          work { label = "do " .. name }
          on_rollback(name, function () work { label = "undo " .. name } end)
        end

        """

    @Test func aFailureUndoesTheNewestFirst() async throws {
        let fixture = try RunFixture(
            Self.helpers
                + "with_rollback('release', function () add('a') add('b') work { label = 'c', fail = 'bad' } end)")
        let outcome = await fixture.run()
        #expect(outcome.diagnostic?.code == "bad")
        #expect(fixture.world.now.performed == ["do a", "do b", "c", "undo b", "undo a"])
        #expect(fixture.logged == ["rolled back 'release': 2 of 2 undone"])
    }

    /// All there is to a primitive that can be undone: its declaration names the call that does it.
    private static func erecting(_ world: FakeWorld) -> [any Primitive] {
        let name = PrimitiveOption<String>.required("name", .name, "what is erected")
        let kind = PrimitiveOption<String>.defaulted("kind", .enumeration("tent", "sign"), "tent", "of what kind")
        let keep = PrimitiveOption<Bool>.defaulted("keep", .boolean, false, "whether the old one is kept")
        let site = PrimitiveOption<LuaValue>.required("site", .any, "what erect gave")
        func remove(_ primitive: String) -> FakePrimitive {
            FakePrimitive(
                declaration: PrimitiveDeclaration(
                    primitive, summary: "Removes.", options: [site.erased], inDoubt: .idempotent)
            ) { options, _ in
                world.begin("\(primitive) \(try options[site]["name"].string ?? "?")")
                return .nil
            }
        }
        let erect = FakePrimitive(
            declaration: PrimitiveDeclaration(
                "erect", summary: "Erects.", options: [name.erased, kind.erased, keep.erased], positional: "name",
                inDoubt: .idempotent,
                undo: Undo(
                    by: "raze", "site",
                    keeping: Undo.Keeping("keep", field: "old", release: Undo.Call("clear", "site")),
                    unless: ["kind": "sign"]))
        ) { options, _ in
            let (given, isKept) = (try options[name], try options[keep])
            world.begin("erect \(given)\(isKept ? " beside the old one" : "")")
            var result = LuaTable(fields: ["name": .string(given), "host": "web-1"])
            if isKept, given != "first" { result["old"] = "there" }
            return .table(result)
        }
        return [erect, remove("raze"), remove("clear")]
    }

    private func erect(_ recipe: String) async throws -> (RunFixture, RunOutcome) {
        let fixture = try RunFixture(recipe)
        let registry = PrimitiveRegistry(FakePrimitives.all(fixture.world) + Self.erecting(fixture.world))
        let outcome = await fixture.controller(registry: registry).start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        return (fixture, outcome)
    }

    @Test func whatAPrimitiveDeclaresUndoesIt() async throws {
        let (fixture, outcome) = try await erect(
            """
            with_rollback("camp", function ()
              erect "first"
              erect { name = "second" }
              erect { name = "way out", kind = "sign" }
              work { label = "x", fail = "bad" }
            end)
            """)
        #expect(outcome.exitCode == 1, "\(outcome)")
        #expect(
            fixture.world.now.performed == [
                "erect first beside the old one", "erect second beside the old one", "erect way out", "x",
                "raze second", "raze first",
            ])
        #expect(fixture.logged == ["rolled back 'camp': 2 of 2 undone"])
    }

    @Test func whatWasKeptForAnUndoIsLetGoAtTheEnd() async throws {
        let (fixture, outcome) = try await erect(
            """
            erect "alone"
            with_rollback("camp", function () erect "first" erect "second" end)
            """)
        #expect(outcome.exitCode == 0, "\(outcome)")
        #expect(
            fixture.world.now.performed == [
                "erect alone", "erect first beside the old one", "erect second beside the old one", "clear second",
            ])
    }

    @Test func aSuccessUndoesNothingAndReturnsWhatTheBodyReturns() async throws {
        let fixture = try RunFixture(
            Self.helpers + "local a, b = with_rollback('release', function () add('a') return 1, 2 end) return { a, b }"
        )
        #expect(await fixture.run().value == [1, 2])
        #expect(fixture.world.now.performed == ["do a"])
    }

    @Test func anInnerBlockThatSucceededIsUndoneWithTheOuter() async throws {
        let fixture = try RunFixture(
            Self.helpers
                + """
                with_rollback("outer", function ()
                  add("a")
                  with_rollback("inner", function () add("b") end)
                  add("c")
                  work { fail = "bad", label = "x" }
                end)
                """)
        #expect(await fixture.run().exitCode == 1)
        #expect(fixture.world.now.performed.suffix(3) == ["undo c", "undo b", "undo a"])
    }

    @Test func anInnerBlockThatFailedIsUndoneOnce() async throws {
        let fixture = try RunFixture(
            Self.helpers
                + """
                with_rollback("outer", function ()
                  add("a")
                  pcall(with_rollback, "inner", function () add("b") work { fail = "bad", label = "x" } end)
                  work { label = "after" }
                end)
                """)
        #expect(await fixture.run().exitCode == 0)
        #expect(fixture.world.now.performed == ["do a", "do b", "x", "undo b", "after"])
    }

    @Test func anUndoStepThatFailsDoesNotStopTheOthers() async throws {
        let fixture = try RunFixture(
            Self.helpers
                + """
                local ok, err = pcall(with_rollback, "release", function ()
                  add("a")
                  on_rollback("b", function () work { label = "undo b", fail = "stuck" } end)
                  error({ code = "own" })
                end)
                return { err.code, err.rollback }
                """)
        #expect(await fixture.run().value == ["own", "incomplete"])
        #expect(fixture.world.now.performed == ["do a", "undo b", "undo a"])
        #expect(fixture.logged == ["could not undo b: it failed", "rolled back 'release': 1 of 2 undone"])
    }

    @Test func branchesInsideAreUndoneWithTheBlock() async throws {
        let fixture = try RunFixture(
            Self.helpers
                + """
                with_rollback("release", function ()
                  parallel({ "a", "b" }, { max = 1 }, add)
                  error("no")
                end)
                """)
        #expect(await fixture.run().exitCode == 1)
        #expect(fixture.world.now.performed == ["do a", "do b", "undo b", "undo a"])
    }

    @Test func aCancelledRunUndoesWhatItDid() async throws {
        let fixture = try RunFixture(
            Self.helpers + "with_rollback('release', function () add('a') work { label = 'slow', hangs = true } end)")
        let control = RunControl()
        async let outcome = fixture.run(control: control)
        await fixture.world.wait { $0.performed.contains("slow") }
        control.cancel(by: "bob")
        let ended = await outcome
        #expect(ended.exitCode == 130)
        #expect(ended.summary == "cancelled by bob")
        #expect(fixture.world.now.performed == ["do a", "slow", "undo a"])
        #expect(fixture.world.now.cancelled == ["slow"])
        #expect(
            try await fixture.journal() == [
                "started 1/1", "finished 1/1", "started 1/2", "cancelRequested ", "cancelled 1/2", "started 1/3",
                "finished 1/3",
            ])
    }

    @Test func whatWasUndoneIsReplayedAndNotDoneAgain() async throws {
        let fixture = try RunFixture(
            Self.helpers
                + "with_rollback('release', function () add('a') add('b') work { label = 'c', fail = 'bad' } end)")
        _ = await fixture.run()
        let whole = try await fixture.store.find("last")
        let events = try await fixture.store.events(of: whole.id)
        // Before the recipe's failure is on record; after it the block would be begun anew.
        for count in 1...(try #require(events.firstIndex { $0.event.kind == .recipeFailed })) {
            let run = try await fixture.crashed(whole, after: count)
            let before = fixture.world.now.performed.count
            let outcome = await fixture.controller().resume(run, control: RunControl())
            #expect(outcome.diagnostic?.code == "bad", "after \(count)")
            let kinds = try await fixture.store.events(of: run.id).map(\.event)
            #expect(kinds.filter { $0.kind == .started }.map(\.path) == ["1/1", "1/2", "1/3", "1/4", "1/5"])
            let ended = try await fixture.store.events(of: run.id).prefix(count).count { $0.event.kind.endsStep }
            #expect(fixture.world.now.performed.count - before == 5 - ended)
        }
    }
}

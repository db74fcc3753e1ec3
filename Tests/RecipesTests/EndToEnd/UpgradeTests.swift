import Foundation
import Journal
import LuaValues
import RecipeLibraries
import Testing
import WorkerProtocol

@testable import Recipes

/// A run goes on with another version of Moondock than the one it was begun with.
@Suite(.timeLimit(.minutes(10))) struct UpgradeTests {
    /// `work` as the later version has it.
    private static func later(
        _ world: FakeWorld, _ options: [AnyOption], _ changes: [OptionChange],
        _ label: @escaping @Sendable (OptionValues) throws -> String
    ) -> PrimitiveRegistry {
        let declaration = PrimitiveDeclaration(
            "work", summary: "Does something.", options: options, inDoubt: .pure, changes: changes)
        let work = FakePrimitive(declaration: declaration) { options, _ in
            world.begin(try label(options))
            return .string("later")
        }
        return PrimitiveRegistry(FakePrimitives.all(world) + [work])
    }

    private static let title = PrimitiveOption<LuaValue?>.optional("title", .any, "what the world remembers")
    private static let number = PrimitiveOption<Int>.required("count", .integer(), "how many")

    private static func renamed(_ world: FakeWorld) -> PrimitiveRegistry {
        later(world, [title.erased], [.renamed("label", to: "title", in: 2)]) { options in
            try options[title]?.string ?? "nothing"
        }
    }

    /// A run that has done one step, waits at a second one, and has a third one to do.
    private func parked(_ recipe: String) async throws -> RunFixture {
        let fixture = try RunFixture(recipe)
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 3, "\(outcome)")
        return fixture
    }

    private func resume(_ fixture: RunFixture, with registry: PrimitiveRegistry) async throws -> RunOutcome {
        await fixture.controller(approvals: .approveAll(isForeground: true), registry: registry).resume(
            try await fixture.store.find("last"), control: RunControl())
    }

    @Test func anOptionWithAnotherNameStrandsNoRun() async throws {
        let fixture = try await parked("work { label = 'one' } pause(9) return work { label = 'two' }")
        let outcome = try await resume(fixture, with: Self.renamed(fixture.world))
        #expect(outcome.value == "later", "\(outcome)")
        #expect(fixture.world.now.performed == ["one", "two"])
    }

    /// The step was begun by the later version, which died meanwhile: the call is still the earlier one's.
    @Test func aStepThatTheLaterVersionBeganIsStillTheEarlierCall() async throws {
        let fixture = try await parked("work { label = 'one' } pause(9) return work { label = 'two' }")
        let registry = Self.renamed(fixture.world)
        _ = try await resume(fixture, with: registry)
        let whole = try await fixture.store.find("last")
        let events = try await fixture.store.events(of: whole.id)
        let crashed = try await fixture.crashed(whole, after: events.count - 1)
        let outcome = await fixture.controller(approvals: .approveAll(isForeground: true), registry: registry)
            .resume(crashed, control: RunControl())
        #expect(outcome.value == "later", "\(outcome)")
        #expect(fixture.world.now.performed == ["one", "two", "two"])
        #expect(events.compactMap(\.event.intent?.revision).allSatisfy { $0 == 1 })
    }

    @Test func valuesOfAnotherFormAreConverted() async throws {
        let fixture = try await parked("work { seen = 2 } pause(9) return work { seen = 3 }")
        let changes: [OptionChange] = [
            .converted("seen", in: 2) { value in .integer((value.integer ?? 0) * 1000) },
            .renamed("seen", to: "count", in: 3),
            .removed("within", in: 3, hint: "nothing has to be checked"),
        ]
        let registry = Self.later(fixture.world, [Self.number.erased], changes) { "\(try $0[Self.number])" }
        let outcome = try await resume(fixture, with: registry)
        #expect(outcome.value == "later", "\(outcome)")
        #expect(fixture.world.now.performed == ["1", "3000"])
    }

    @Test func whatIsDoneIsNotCheckedAgain() async throws {
        let fixture = try await parked("local made = work { label = 'one', value = 'kept' } pause(9) return made")
        let registry = Self.later(fixture.world, [Self.number.erased], []) { _ in "never" }
        let outcome = try await resume(fixture, with: registry)
        #expect(outcome.value == "kept", "\(outcome)")
        #expect(fixture.world.now.performed == ["one"])
    }

    @Test func whatAPrimitiveDidThatIsGoneStands() async throws {
        let fixture = try await parked("local made = work { label = 'one', value = 'kept' } pause(9) return made")
        let others = FakePrimitives.all(fixture.world).filter { $0.declaration.name != "work" }
        let outcome = try await resume(fixture, with: PrimitiveRegistry(others))
        #expect(outcome.value == "kept", "\(outcome)")
    }

    @Test func theFirstCallOfAPrimitiveThatIsGoneIsNamedToo() async throws {
        let fixture = try await parked("pause(9) return work { label = 'first' }")
        let others = FakePrimitives.all(fixture.world).filter { $0.declaration.name != "work" }
        let text = try #require(try await resume(fixture, with: PrimitiveRegistry(others)).diagnostic?.rendered)
        #expect(text.contains("there is no primitive called 'work'"), "\(text)")
        #expect(text.contains("resume it with that version") && text.contains("--edited"), "\(text)")
    }

    @Test func aStepThatCannotBeDoneAnyMoreIsNamedWithWhatToDo() async throws {
        let recipe = "work { label = 'one' } pause(9) return work { label = 'two' }"
        let gone = try await parked(recipe)
        let others = FakePrimitives.all(gone.world).filter { $0.declaration.name != "work" }
        let first = try #require(try await resume(gone, with: PrimitiveRegistry(others)).diagnostic?.rendered)
        #expect(first.contains("there is no primitive called 'work'"), "\(first)")
        #expect(first.contains("resume it with that version") && first.contains("--edited"), "\(first)")
        #expect(first.contains("recipes/test.lua:1"), "\(first)")

        let changed = try await parked(recipe)
        let required = Self.later(
            changed.world, [Self.number.erased], [.removed("label", in: 2, hint: "count them")]
        ) { _ in "never" }
        let second = try #require(try await resume(changed, with: required).diagnostic?.rendered)
        #expect(second.contains("work: needs 'count'"), "\(second)")
        #expect(second.contains("resume it with that version") && second.contains("--edited"), "\(second)")
        #expect(changed.world.now.performed == ["one"])
    }

    @Test func aNewRunIsToldTheNewName() async throws {
        let fixture = try RunFixture("work { label = 'one' }")
        let outcome = await fixture.controller(registry: Self.renamed(fixture.world)).start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        let text = outcome.diagnostic?.rendered ?? ""
        #expect(outcome.exitCode == 2, "\(outcome)")
        #expect(text.contains("unknown option 'label'") && text.contains("it is called 'title' now"), "\(text)")

        let computed = try RunFixture("local key = 'label' work { [key] = 'one' }")
        let late = await computed.controller(registry: Self.renamed(computed.world)).start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        #expect(late.diagnostic?.rendered.contains("it is called 'title' now") == true, "\(late)")
    }

    @Test func anEditedRecipeIsWrittenForTheLaterVersion() async throws {
        let fixture = try await parked("work { label = 'one' } pause(9) return work { label = 'two' }")
        try Data("work { label = 'one' } pause(9) return work { title = 'new' }".utf8)
            .write(to: fixture.project.root.appendingPathComponent(RunFixture.recipe))
        let outcome = await fixture.controller(
            approvals: .approveAll(isForeground: true), registry: Self.renamed(fixture.world)
        ).resume(
            try await fixture.store.find("last"), isEdited: true, control: RunControl())
        let text = outcome.diagnostic?.rendered ?? ""
        #expect(text.contains("it is called 'title' now"), "\(outcome)")
        #expect(fixture.world.now.performed == ["one"])
    }

    /// The prelude is part of what a run was begun with: blocks go on as they were.
    @Test func theRunKeepsItsPrelude() async throws {
        let fixture = try await parked("work { label = 'one' } pause(9)")
        let run = try await fixture.store.find("last")
        let bundle = try RunBundle(decoding: try await fixture.store.content(run.definition.bundle))
        #expect(
            bundle.runtime?.prelude
                == Prelude.parts(for: PrimitiveRegistry(FakePrimitives.all(fixture.world))))
        #expect(PinnedRuntime(encoded: .nil) == nil)

        let other = try #require(
            PinnedRuntime(
                encoded: [
                    "prelude": [
                        ["chunk": "moondock/prelude/a.lua", "text": "function exports.answer() return 42 end"]
                    ],
                    "revisions": ["work": 1],
                ]))
        let earlier = RunBundle(
            recipe: RunFixture.recipe, environment: nil,
            files: [RunFixture.recipe: Array("work { label = 'one' } return answer()".utf8)], manifest: []
        ).made(with: other)
        let definition = RunDefinition(
            recipe: RunFixture.recipe, environment: nil, parameters: run.definition.parameters,
            bundle: try await fixture.store.put(earlier.encoded()), seed: 1, requester: "ada",
            project: fixture.project.place)
        let lease = try await fixture.store.create(definition, id: .fresh(), owner: "earlier")
        let events = try await fixture.store.events(of: run.id).prefix(2).map(\.event)
        try await fixture.store.append(events, under: lease)
        try await fixture.store.release(lease, status: .running, summary: nil)
        let outcome = await fixture.controller().resume(
            try await fixture.store.find(lease.run.description), control: RunControl())
        #expect(outcome.value == 42, "\(outcome)")
    }
}

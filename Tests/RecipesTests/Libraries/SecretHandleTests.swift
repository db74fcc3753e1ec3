import Journal
import LuaValues
import Testing

@testable import Recipes

/// A handle opens a secret for a library only where the library was granted that secret, or the recipe has handed it on.
@Suite(.timeLimit(.minutes(10))) struct SecretHandleTests {
    private func fixture(_ recipe: String, kit: String, grants: String = "", other: String = "return {}") throws
        -> RunFixture
    {
        let needs = "[\"docker.run\"] = \"to run\", [\"environment\"] = \"to look\", [\"secret token\"] = \"to log in\""
        return try RunFixture(
            recipe,
            files: [
                "moondock.lua": """
                return { libraries = {
                  ["acme.kit"] = { path = "kit", grants = { "docker.run", "environment", \(grants) } },
                  ["acme.other"] = { path = "other", grants = { "docker.run", "environment" } },
                } }
                """,
                "environments/prod.lua": "return { db = { password = secret 'token' }, list = { secret 'token' } }",
                "kit/moondock.lua":
                    "return { name = \"acme/kit\", version = \"1.0.0\", needs = { \(grants.isEmpty ? needs.replacing(", [\"secret token\"] = \"to log in\"", with: "") : needs) } }",
                "kit/lib/init.lua": kit,
                "other/moondock.lua":
                    "return { name = \"acme/other\", version = \"1.0.0\", needs = { [\"docker.run\"] = \"to run\", [\"environment\"] = \"to look\" } }",
                "other/lib/init.lua": other,
            ])
    }

    private static let uses = "return { go = function (given) launch { label = 'x', password = given } end }"

    @Test(arguments: [
        "environment().db.password", "environment().list[1]",
        "(function () local all = {} for _, v in pairs(environment().db) do all[#all + 1] = v end return all[1] end)()",
        "secret_text('a%sb', environment().db.password)",
        "secret_text('%s', secret_text('%s', environment().list[1]))",
    ])
    func theEnvironmentGivesHandlesAndNotSecrets(expression: String) async throws {
        let kit = "return { go = function () launch { label = 'x', password = \(expression) } end }"
        let refused = try fixture("require('acme.kit').go()", kit: kit)
        let outcome = await refused.run(environment: "prod")
        #expect(outcome.exitCode == 4, "\(outcome)")
        #expect(outcome.diagnostic?.code == "not_granted")
        #expect(outcome.diagnostic?.message.contains("not allowed for acme/kit@1.0.0") == true)
        #expect(refused.world.now.performed.isEmpty)

        let granted = try fixture("require('acme.kit').go()", kit: kit, grants: "\"secret token\"")
        #expect(await granted.run(environment: "prod").exitCode == 0)
        #expect(granted.world.now.performed == ["x"])
    }

    @Test func whatItGivesAwayOpensNothingElsewhereEither() async throws {
        let gives = "return { password = function () return environment().db.password end }"
        for recipe in [
            "launch { password = require('acme.kit').password() }",
            "require('acme.other').go(require('acme.kit').password())",
        ] {
            let fixture = try fixture(recipe, kit: gives, other: Self.uses)
            #expect(await fixture.run(environment: "prod").exitCode == 4)
            #expect(fixture.world.now.performed.isEmpty)
        }
        // One that may open it cannot hand that on.
        let fixture = try fixture(
            "require('acme.other').go(require('acme.kit').password())", kit: gives, grants: "\"secret token\"",
            other: Self.uses)
        let outcome = await fixture.run(environment: "prod")
        #expect(outcome.exitCode == 4 && outcome.diagnostic?.message.contains("acme/other@1.0.0") == true, "\(outcome)")
    }

    @Test(arguments: [
        "secret 'token'", "environment().db.password", "secret_text('a%sb', secret 'token')",
    ])
    func theRecipeHandsOnWhatItLikesAndThatIsLogged(expression: String) async throws {
        let fixture = try fixture("require('acme.kit').go(\(expression))", kit: Self.uses)
        #expect(await fixture.run(environment: "prod").exitCode == 0)
        #expect(fixture.world.now.performed == ["x"])
        #expect(fixture.logged == ["acme/kit@1.0.0 opens secret 'token', which the recipe has handed to it"])
    }

    @Test func whoseHandleItIsIsNoPartOfTheStep() async throws {
        let kit = "return { go = function () launch { label = 'x', password = environment().db.password } end }"
        let fixture = try fixture("require('acme.kit').go() launch()", kit: kit, grants: "\"secret token\"")
        _ = await fixture.run(environment: "prod")
        let intents = try await fixture.store.events(of: try await fixture.store.find("last").id)
            .compactMap(\.event.intent)
        let options = try LuaValue(decoding: try #require(intents.first).options)
        let handle = LuaHandle(kind: "secret", fields: LuaTable(fields: ["name": "token"]))
        #expect(options == ["label": "x", "password": .handle(handle)])
    }

    @Test func aTextIsPutTogetherByTheHostAndMaskedWhole() async throws {
        let fixture = try RunFixture(
            """
            local address = secret_text("postgres://%s:%s@db/100%%", "app", secret "token")
            log(tostring(address))
            work { password = address }
            work { password = secret_text("%s", address) }
            """)
        #expect(await fixture.run().exitCode == 0)
        let output = fixture.events.compactMap { if case .stepOutput(_, let line) = $0 { line } else { nil } }
        #expect(output == ["password is ***", "password is ***"])
        #expect(fixture.logged == ["<secret postgres://app:<secret token>@db/100%>"])
    }
}

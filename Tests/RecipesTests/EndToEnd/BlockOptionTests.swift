import LuaValues
import Testing

@testable import Recipes

/// What the functions around steps check while a recipe runs is what their declarations say.
@Suite(.timeLimit(.minutes(10))) struct BlockOptionTests {
    /// Calls with options that are in no source, so that only the run can look at them.
    private static let calls = [
        "retry": "retry(options, function () end)", "parallel": "parallel({ 1 }, options, function () end)",
        "lock": "lock('db', options, function () end)",
        "release": """
        for key, value in pairs { app = 'a', version = '1', build = function () end } do
          if options[key] == nil then options[key] = value end
        end
        release(options)
        """,
    ]

    /// What a call with an option that has a wrong value raises.
    private func message(_ function: String, _ key: String, _ value: String) async throws -> String {
        let call = try #require(Self.calls[function], "a call of \(function) for this test")
        let fixture = try RunFixture(
            """
            local options = {}
            options[table.concat { "\(key)" }] = \(value)
            local ok, failure = pcall(function () \(call) end)
            if ok then return "taken" end
            return failure.message or tostring(failure)
            """)
        let outcome = await fixture.run()
        return try #require(outcome.value?.string, "\(outcome)")
    }

    static let all = BlockFunction.all.filter { !$0.options.isEmpty }

    @Test(arguments: all.map(\.name)) func everyOptionIsKnownAndItsTypeIsChecked(_ name: String) async throws {
        for option in try #require(BlockFunction.named(name)).options {
            // True is no number, no duration and no word; 7 is neither true nor false.
            let wrong = option.typeName.hasPrefix("true or false") ? "7" : "true"
            let shown = try await message(name, option.key, wrong)
            #expect(
                shown.replacing("'", with: "").contains("\(option.key) must be"), "\(name), \(option.key): \(shown)")
        }
    }

    @Test(arguments: all.map(\.name)) func anotherOptionIsUnknown(_ name: String) async throws {
        let shown = try await message(name, "maxx", "1")
        #expect(shown.contains("unknown option 'maxx'"), "\(name): \(shown)")
    }

    /// The defaults of a retry, as its attempts and pauses show them.
    @Test func theDefaultsOfRetryAreThoseOfItsDeclaration() async throws {
        let options = try #require(BlockFunction.named("retry")).options
        let shown = Dictionary(uniqueKeysWithValues: options.map { ($0.key, $0.fallbackText) })
        let fixture = try RunFixture(
            "retry({ jitter = false, backoff = '1ms' }, function () work { label = 'a', failures = 9 } end)")
        #expect(await fixture.run().exitCode == 1)
        #expect("\(fixture.world.now.performed.count)" == shown["times"])
    }
}

import LuaValues
import Recipes
import Testing

@testable import Primitives

@Suite struct SecretTextTests {
    private func failure(_ options: [String: LuaValue]) async throws -> StepError {
        let fixture = try StepFixture()
        return try #require(
            await #expect(throws: StepError.self) { _ = try await fixture.call(SecretText(), options) })
    }

    @Test func theHandleSaysWhatItIsMadeOf() async throws {
        let fixture = try StepFixture()
        let made = try await fixture.call(
            SecretText(), ["format": "postgres://%s:%s@db/50%%?x=%s", "values": .list(["app", .secret, 1])])
        #expect("\(made)" == "<secret postgres://app:<secret token>@db/50%?x=1>")
        let opened = try #require(try? OptionType.textOrSecret.parse(made, OptionPath("x")))
        let secrets = fixture.context().run.secrets
        #expect(try opened.open(with: secrets) == "postgres://app:s3cr3t-value@db/50%?x=1")
        #expect(
            secrets.mask("at postgres%3A%2F%2Fapp%3As3cr3t-value%40db now") == "at postgres%3A%2F%2Fapp%3A***%40db now")
        #expect(secrets.mask("at postgres://app:s3cr3t-value@db/50%?x=1") == "at ***")
    }

    @Test func itGoesWhereverASecretGoes() async throws {
        let fixture = try StepFixture()
        let made = try await fixture.call(SecretText(), ["format": "<%s>", "values": .list([.secret])])
        let result = try await fixture.call(
            RunCommand(), ["shell": "cat; printf %s \"$T\" | wc -c", "env": ["T": made], "stdin": made])
        #expect(result["stdout"] == "***14\n")
    }

    @Test func whatIsWrongIsSaid() async throws {
        #expect(
            try await failure(["format": "%s", "values": .list([])]).message.contains("1 %s, and there are 0 values"))
        #expect(try await failure(["format": "%d", "values": .list([.secret])]).message.contains("followed by s"))
        #expect(try await failure(["format": "%", "values": .list([.secret])]).message.contains("followed by s"))
        #expect(try await failure(["format": "%s", "values": .list(["a"])]).message.contains("none of the values"))
    }
}

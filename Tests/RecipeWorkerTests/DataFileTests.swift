import LuaValues
import Testing

@testable import WorkerProtocol
@testable import WorkerRuntime

@Suite struct DataFileTests {
    private func evaluate(_ text: String) -> Result<LuaValue, RecipeFailure> {
        DataFile.evaluate(SourceText(chunk: "environments/x.lua", text: Array(text.utf8)), limits: LuaLimits())
    }

    @Test func dataAndSecretsComeBack() throws {
        let value = try evaluate(
            "local n = 2 return { hosts = { 'a', 'b' }, replicas = n * 2, password = secret 'db' }"
        ).get()
        #expect(
            value == [
                "hosts": ["a", "b"], "replicas": 4,
                "password": .handle(LuaHandle(kind: "secret", fields: LuaTable(fields: ["name": "db"]))),
            ])
    }

    @Test(arguments: [
        ("return { x = tostring(1) }", "unknown global 'tostring'"),
        ("return { x = ('a'):rep(3) }", "attempt to index a string value (constant 'a')"),
        ("return 1", "environments/x.lua must return a table, not number"),
        ("", "environments/x.lua must return a table, not nil"),
        ("return { secret() }", "secret takes the secret's name: secret \"database-password\""),
        ("return {", "unexpected symbol near <eof>"),
    ]) func anythingElseIsRefused(text: String, message: String) {
        #expect(throws: RecipeFailure.self) { try evaluate(text).get() }
        if case .failure(let failure) = evaluate(text) {
            #expect(failure.message == message)
            #expect(failure.position?.chunk == "environments/x.lua")
        }
    }

    @Test func anEndlessLoopEnds() {
        var limits = LuaLimits()
        limits.instructionsPerTurn = 1_000_000
        let source = SourceText(chunk: "e.lua", text: Array("while true do end".utf8))
        guard case .failure(let failure) = DataFile.evaluate(source, limits: limits) else {
            Issue.record("the loop ended")
            return
        }
        #expect(failure.kind == .limit)
    }
}

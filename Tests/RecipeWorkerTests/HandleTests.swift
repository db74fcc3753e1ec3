import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct HandleTests {
    static let image = LuaValue.handle(
        LuaHandle(
            kind: "image", fields: LuaTable(fields: ["reference": "app:1", "digest": "sha256:0", "tags": ["a", "b"]])))
    static let secret = LuaValue.handle(LuaHandle(kind: "secret", fields: LuaTable(fields: ["name": "db"])))

    private func runner() -> RecipeRunner {
        var runner = RecipeRunner()
        runner.answer = { call in
            call.options["give"] == "image"
                ? .success(Self.image) : call.options["give"] == "secret" ? .success(Self.secret) : .success(nil)
        }
        return runner
    }

    @Test func aHandleShowsItsFieldsAndGoesBackAsItWas() throws {
        var runner = runner()
        let result = try runner.run(
            """
            local image = work{ give = "image" }
            work{ image = image }
            return { image.reference, image.tags[2], tostring(image), type(image), back = image }
            """)
        #expect(
            try result.get()
                == .table(
                    LuaTable(
                        items: ["app:1", "b", "<image app:1>", "userdata"], fields: ["back": Self.image])))
        #expect(runner.transcript.compactMap(\.step).last?.options == ["image": Self.image])
    }

    @Test func equalHandlesAreEqual() throws {
        var runner = runner()
        let recipe =
            "return { work{ give = 'image' } == work{ give = 'image' }, work{ give = 'image' } == work{ give = 'secret' } }"
        #expect(try runner.run(recipe).get() == [true, false])
    }

    @Test func pairsVisitsTheFields() throws {
        var runner = runner()
        let recipe = "local keys = {} for k in pairs(work{ give = 'image' }) do keys[#keys + 1] = k end return keys"
        #expect(try runner.run(recipe).get() == ["digest", "reference", "tags"])
    }

    @Test(arguments: [
        ("image.tag", "'tag' is not a field of a handle of kind 'image', which has: digest, reference, tags"),
        ("secret .. ''", "a handle of kind 'secret' cannot be joined to a string"),
        ("'password=' .. secret", "a handle of kind 'secret' cannot be joined to a string"),
        ("(function() image.tags[1] = 'x' end)()", "cannot set '1': this table is read-only"),
        ("(function() image.digest = 'x' end)()", "a handle of kind 'image' cannot be changed"),
        ("setmetatable(image, {})", "bad argument #1 to 'setmetatable' (table expected, got handle)"),
        ("getmetatable(image).__index", "attempt to index a boolean value"),
    ]) func whatIsNotAllowedSaysSo(expression: String, message: String) throws {
        var runner = runner()
        let failure = try runner.failure(
            of: "local image, secret = work{ give = 'image' }, work{ give = 'secret' }\nreturn \(expression)")
        #expect(failure.message == message)
        #expect(failure.position?.line == 2)
    }
}

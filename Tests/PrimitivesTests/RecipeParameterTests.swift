import LuaValues
import Recipes
import Testing

@testable import Primitives

@Suite struct RecipeParameterTests {
    private func parameter(_ value: LuaValue) throws -> RecipeParameter {
        try OptionType<RecipeParameter>.recipeParameter.parse(value, OptionPath("params.x"))
    }

    @Test(arguments: [
        ("integer", "12", LuaValue.integer(12)), ("number", "1.5", .number(1.5)), ("boolean", "yes", .bool(true)),
        ("boolean", "false", .bool(false)), ("string", "12", .string("12")),
    ])
    func valuesFromTheCommandLine(_ type: String, _ text: String, _ value: LuaValue) throws {
        #expect(try parameter(["type": .string(type)]).value(of: text, name: "x") == value)
    }

    @Test(arguments: [("integer", "1.5"), ("integer", "a"), ("number", ""), ("boolean", "maybe")])
    func valuesOfAnotherType(_ type: String, _ text: String) throws {
        let declared = try parameter(["type": .string(type)])
        #expect(throws: StepError.self) { try declared.value(of: text, name: "x") }
    }

    @Test func aChoiceMustBeOneOfThem() throws {
        let declared = try parameter(["choices": ["small", "large"]])
        #expect(try declared.value(of: "small", name: "x") == "small")
        #expect(throws: StepError.self) { try declared.value(of: "huge", name: "x") }
    }

    @Test func theShortForm() throws {
        let declared = try parameter(.table(LuaTable(items: ["integer"], fields: ["default": 2, "help": "how many"])))
        #expect(declared.kind == .integer)
        #expect(declared.fallback == 2)
        #expect(declared.help == "how many")
    }

    @Test func anUnknownTypeIsRejected() {
        #expect(throws: OptionError.self) { try parameter(["type": "date"]) }
    }
}

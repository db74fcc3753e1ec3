import Testing

@testable import Recipes

/// What is declared is what is there, so that documentation and check know all of it.
@Suite struct DeclarationTests {
    @Test func everyFunctionOfThePreludeThatIsNoPrimitiveIsDeclared() {
        let primitives: Set<String> = ["docker_run", "environment", "recipe"]
        #expect(RecipeGlobals.prelude.subtracting(primitives) == Set(BlockFunction.all.map(\.name)))
    }

    @Test func everyNameOfLuaThatIsThereHasAPage() {
        let pages = Set(LuaFunction.all.map(\.name))
        let libraries = RecipeGlobals.libraries.flatMap { library, names in names.map { "\(library).\($0)" } }
        let names = RecipeGlobals.lua.subtracting(RecipeGlobals.libraries.keys).union(libraries)
        #expect(pages == names)
    }

    @Test func aNestedOptionIsPartOfTheDeclaration() throws {
        let record = OptionType<OptionValues>.record(
            "a probe",
            [
                PrimitiveOption<Duration>.defaulted("within", .duration, .seconds(60), shown: "\"60s\"", "how long")
                    .erased
            ])
        for option in [
            PrimitiveOption<OptionValues?>.optional("healthy", record, "a probe").erased,
            PrimitiveOption<[OptionValues]?>.optional("healthy", .list(of: record), "probes").erased,
            PrimitiveOption<[String: OptionValues]?>.optional("healthy", .dictionary(of: record), "probes").erased,
        ] {
            #expect(option.fields.map(\.key) == ["within"])
            #expect(option.fields.first?.fallbackText == "\"60s\"")
        }
    }
}

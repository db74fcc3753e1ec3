import LuaSyntax
import RecipeLibraries
import Testing

/// The way of releases through the environments.
@Suite struct LifecycleTests {
    private func lifecycle(_ text: String) throws -> Lifecycle {
        try ProjectManifest(LuaSource(name: "moondock.lua", bytes: Array("return { lifecycle = \(text) }".utf8)))
            .lifecycle
    }

    @Test func phasesAreNamesOrTables() throws {
        let read = try lifecycle(
            "{ \"test\", { \"staging\", optional = true }, { \"eu\", \"us\", approvers = { \"ops\", \"ann\" } } }")
        #expect(
            read.phases == [
                Lifecycle.Phase(["test"]), Lifecycle.Phase(["staging"], isOptional: true),
                Lifecycle.Phase(["eu", "us"], approvers: ["ops", "ann"]),
            ])
        #expect(read.phase(of: "us")?.approvers == ["ops", "ann"])
        #expect(read.phase(of: "demo") == nil)
    }

    @Test func whatHasNotPassedThePhaseBeforeIsMissing() throws {
        let read = try lifecycle("{ \"test\", { \"staging\", optional = true }, { \"eu\", \"us\" }, \"archive\" }")
        #expect(read.missing(before: "test", passed: []).isEmpty, "nothing comes before the first")
        #expect(read.missing(before: "staging", passed: []) == ["test"])
        #expect(read.missing(before: "eu", passed: ["staging"]) == ["test"], "an optional phase stands for no other")
        #expect(read.missing(before: "eu", passed: ["test"]).isEmpty)
        #expect(
            read.missing(before: "archive", passed: ["test", "eu"]) == ["us"], "a phase is all of its environments")
        #expect(read.missing(before: "archive", passed: ["eu", "us"]).isEmpty)
        #expect(read.missing(before: "demo", passed: []).isEmpty, "what is in no phase may have anything")
    }

    @Test(arguments: [
        ("5", "'lifecycle' must be a table, not an integer"),
        ("{ test = true }", "'lifecycle' is a list of phases in their order"),
        ("{ 5 }", "a phase is an environment's name or a table, not an integer"),
        ("{ {} }", "a phase names its environments, each as text"),
        ("{ { \"test\", 5 } }", "a phase names its environments, each as text"),
        ("{ { \"test\", optinal = true } }", "a phase has no such key"),
        ("{ { \"test\", optional = 1 } }", "'optional' must be true or false, not an integer"),
        ("{ { \"test\", approvers = \"ops\" } }", "'approvers' must be a table, not a string"),
        ("{ \"test\", { \"test\" } }", "environment 'test' is in two phases"),
    ]) func whatIsNoLifecycleIsReported(_ text: String, _ expected: String) throws {
        let error = #expect(throws: ManifestError.self) { try lifecycle(text) }
        #expect(error?.problems.map(\.message).contains(expected) == true, "\(error?.problems.map(\.message) ?? [])")
    }
}

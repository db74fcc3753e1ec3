import Foundation
import Testing

/// What a person mistypes at the command line, and what they are told.
@Suite(.timeLimit(.minutes(20))) struct MistakeTests {
    @Test(arguments: [("rnu", "run"), ("shwo", "show"), ("doc", "docs"), ("aprove", "approve"), ("resum", "resume")])
    func aMisspeltCommandIsSuggested(_ wrong: String, _ right: String) async throws {
        try await SampleProject.with { project in
            let outcome = try await project.moondock(wrong, "main.lua")
            #expect(outcome.code == 2)
            #expect(outcome.errors.contains("did you mean 'moondock \(right)'?"), "\(outcome)")
        }
    }

    @Test func aRecipeInPlaceOfACommandSaysHowToRunIt() async throws {
        try await SampleProject.with { project in
            let outcome = try await project.moondock("main.lua")
            #expect(outcome.code == 2 && outcome.errors.contains("moondock run main.lua"), "\(outcome)")
        }
    }

    @Test func aFolderIsNoRecipe() async throws {
        try await SampleProject.with { project in
            try project.write("steps/one.lua", "print(1)\n")
            for name in ["steps", "steps/"] {
                let outcome = try await project.moondock("run", name)
                #expect(outcome.code == 2 && outcome.errors.contains("is a folder"), "\(outcome)")
                #expect(outcome.errors.contains("moondock run steps/one.lua"), "\(outcome)")
            }
            #expect(try await project.moondock("run", "steps/one.lua").code == 0)
        }
    }

    @Test func aMisspeltRecipeIsSuggested() async throws {
        try await SampleProject.with { project in
            try project.recipe("print(1)\n")
            for name in ["mian.lua", "mian"] {
                let outcome = try await project.moondock("run", name)
                #expect(outcome.code == 2 && outcome.errors.contains("did you mean main.lua?"), "\(outcome)")
            }
        }
    }

    @Test func theProjectOfAMissingEnvironmentIsNamed() async throws {
        try await SampleProject.with { project in
            try project.write("environments/test.lua", "return {}\n")
            try project.write("shop/moondock.lua", "return {}\n")
            try project.write("shop/main.lua", "print(1)\n")
            let outcome = try await project.moondock("run", "shop/main.lua", "--env", "test")
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.errors.contains("/shop, which has a moondock.lua"), "\(outcome)")
            #expect(outcome.errors.contains("environments/test.lua is there"), "\(outcome)")
        }
    }

    @Test func anAmbiguousRunNamesThoseThatFit() async throws {
        try await SampleProject.with { project in
            try project.recipe("print(1)\n")
            for _ in 1...2 { #expect(try await project.moondock("run", "main.lua").code == 0) }
            let ids = try await project.moondock("runs", "--json").output.split(separator: "\n")
            #expect(ids.count == 2)
            let outcome = try await project.moondock("show", "-")
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.errors.contains("fits 2 runs; name one of them: "), "\(outcome)")
        }
    }

    @Test func aRunThatDidNothingIsDistinguishedFromOneThatNeverWas() async throws {
        try await SampleProject.with { project in
            try project.recipe("local options = { 1, 2 }\nsleep(options)\n")
            let run = try await project.moondock("run", "main.lua")
            #expect(run.code == 2, "\(run)")
            let id = try #require(run.errors.firstMatch(of: /run (\d+-\d+-\w+)/)?.output.1)
            let shown = try await project.moondock("show", String(id))
            #expect(shown.code == 2 && shown.errors.contains("ended before its first step"), "\(shown)")
        }
    }

    @Test func aMissingLibraryIsFoundByAdd() async throws {
        try await SampleProject.with { project in
            try project.recipe("require \"acme.slack\"\n")
            let outcome = try await project.moondock("run", "main.lua")
            #expect(outcome.code == 2 && outcome.errors.contains("moondock add"), "\(outcome)")
        }
    }

    @Test func aParameterCanBeATypeAlone() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                "local p = recipe { params = { a = \"string\", n = \"integer\" } }\nprint(p.a .. p.n + 1)\n")
            let outcome = try await project.moondock("run", "main.lua", "--a", "x", "--n", "2")
            #expect(outcome.code == 0 && outcome.errors.contains("x3"), "\(outcome)")
        }
    }

    @Test(arguments: [
        "http_request { \"http://127.0.0.1:1/\", bearer = secret \"NOPE\" }",
        "if false then run_command { command = { \"true\" }, env = { A = secret \"NOPE\" } } end",
        "run_command { command = { \"true\" }, env = { A = secret_text(\"x%s\", secret { name = \"NOPE\" }) } }",
    ])
    func aLiteralSecretWithoutAValueIsFoundBeforeTheRun(_ recipe: String) async throws {
        try await SampleProject.with { project in
            try project.recipe(recipe + "\n")
            let outcome = try await project.moondock("run", "main.lua")
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.errors.contains("secret 'NOPE' has no value"), "\(outcome)")
            #expect(outcome.errors.contains("MOONDOCK_SECRET_NOPE"), "\(outcome)")
        }
    }

    @Test func aSecretThatOnlyAModuleNobodyRequiresNamesIsNotRequested() async throws {
        try await SampleProject.with { project in
            try project.write("lib/other.lua", "return { f = function () return secret \"NOPE\" end }\n")
            try project.recipe("print(1)\n")
            #expect(try await project.moondock("run", "main.lua").code == 0)
            try project.recipe("require \"other\"\n")
            let outcome = try await project.moondock("run", "main.lua")
            #expect(outcome.code == 2 && outcome.errors.contains("lib/other.lua:1"), "\(outcome)")
        }
    }

    @Test func aMissingSecretIsReportedInWordsWhereOnlyTheRunCanKnowIt() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                "local name = \"NOPE\"\nbackup_db { database = { engine = \"postgres\", host = \"127.0.0.1\", "
                    + "name = \"x\", user = \"y\", password = secret(name) } }\n")
            let outcome = try await project.moondock("run", "main.lua")
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.errors.contains("secret 'NOPE' has no value"), "\(outcome)")
            #expect(!outcome.errors.contains("StepError"), "\(outcome)")
        }
    }

    @Test(arguments: [
        ("sleep \"5 0s\"", "a duration like"), ("sleep(\"soon\")", "a duration like"),
        ("http_request \"htp://shop/\"", "no http:// or https:// address"),
        ("http_request { url = \"shop\" }", "no http:// or https:// address"),
        ("http_request { \"https://shop/\", method = \"POST\", retries = 2 }", "takes no retries"),
        ("run_command {}", "needs command or shell"),
        ("docker_push { image = \"shop/web:1\", host = \"web-1\" }", "has no host 'web-1'"),
        ("docker_run()", "needs 'name'"),
    ])
    func aBadLiteralIsFoundBeforeTheRun(_ call: String, _ words: String) async throws {
        try await SampleProject.with { project in
            try project.recipe("log \"a\"\nif false then\n  \(call)\nend\n")
            let outcome = try await project.moondock("run", "main.lua")
            #expect(outcome.code == 2 && outcome.errors.contains(words), "\(outcome)")
            #expect(try await project.moondock("runs").output.contains("no runs yet"))
        }
    }

    @Test func anUnknownHostOfAnEnvironmentIsSuggested() async throws {
        try await SampleProject.with { project in
            try project.write("environments/two.lua", "return { hosts = { [\"web-1\"] = {}, [\"web-2\"] = {} } }\n")
            try project.recipe("docker_stop { container = \"shop-web\", host = \"wbe-1\" }\n")
            let outcome = try await project.moondock("run", "main.lua", "--env", "two")
            #expect(outcome.code == 2 && outcome.errors.contains("did you mean 'web-1'?"), "\(outcome)")
        }
    }
}

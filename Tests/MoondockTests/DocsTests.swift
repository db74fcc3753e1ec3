import Foundation
import Testing

/// `moondock docs` knows every function a recipe can call, and every option.
@Suite(.timeLimit(.minutes(20))) struct DocsTests {
    @Test(arguments: [
        (
            "parallel",
            [
                "max: an integer of at least 1", "on_failure: one of \"stop\", \"continue\"",
                "parallel(items, options, function)",
            ]
        ),
        ("retry", ["times:", "backoff:", "factor:", "max:", "jitter:", "on:", "park:", "[default 3]"]),
        ("timeout", ["timeout(limit, function)", "\"timeout\""]), ("defer", ["defer(label, function)"]),
        ("with_rollback", ["with_rollback(name, function)"]), ("on_rollback", ["on_rollback(label, function)"]),
        ("pick_one", ["pick_one(list)"]), ("lock", ["lock(name, options, function)", "park:"]),
        ("secret_text", ["secret_text(format, …)"]), ("require", ["lib/"]), ("print", ["run's log"]),
        ("os", ["os.time(", "os.clock("]), ("os.*", ["os.date("]), ("os.time", ["time in seconds"]),
        ("string", ["string.format("]),
        ("docker_run", ["within: a duration", "[default \"60s\"]", "tcp: an integer from 1 to 65535"]),
        ("backup_db", ["sslmode:", "sslrootcert:", "port: an integer from 1 to 65535 [default 5432]"]),
        ("wait_for_approval", ["choices:", "required: true or false [default true]"]),
        ("recipe", ["choices:", "match:", "\"integer\""]), ("parameters", ["choices:", "match:", "default:"]),
        ("hosts", ["engine:", "address:"]), ("environments", ["groups", "deployment_lock"]),
        ("deployment_lock", ["wait:", "park:"]), ("on_failure", ["an option of parallel"]),
        ("healthy", ["an option of docker_run", "within:"]), ("exit-codes", ["130  cancelled"]),
        ("grants", ["docker.run"]), ("policies", ["foreign_containers"]), ("lua", ["os.getenv", "pcall("]),
    ])
    func aPageSays(_ name: String, _ words: [String]) async throws {
        try await SampleProject.with { project in
            let page = try await project.moondock("docs", name)
            #expect(page.code == 0, "\(page)")
            for word in words { #expect(page.output.contains(word), "\(word) in \(page)") }
        }
    }

    @Test(arguments: [
        ("paralell", "parallel"), ("retyr", "retry"), ("os.tme", "os.time"), ("host", "hosts"), ("polices", "policies"),
    ])
    func aMisspeltNameIsSuggested(_ wrong: String, _ right: String) async throws {
        try await SampleProject.with { project in
            let outcome = try await project.moondock("docs", wrong)
            // `host` is an option, which has a page of its own.
            if wrong == "host" { return #expect(outcome.output.contains("an option of docker_run")) }
            #expect(outcome.code == 2)
            #expect(outcome.errors.contains("did you mean '\(right)'?"), "\(outcome)")
        }
    }

    @Test func theListNamesFunctionsAndPages() async throws {
        try await SampleProject.with { project in
            let list = try await project.moondock("docs").output
            for name in ["docker_run", "parallel", "with_rollback", "hosts", "exit-codes", "policies"] {
                #expect(list.contains(name))
            }
        }
    }
}

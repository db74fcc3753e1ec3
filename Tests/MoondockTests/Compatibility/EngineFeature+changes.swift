import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

extension EngineFeature {
    static let changes = [
        EngineFeature("replace: the old one answers until the new one is healthy") { project in
            func site(_ version: String) -> String {
                project.runSite(version).replacing("\"8080:8080\"", with: "\"8080\"")
            }
            try await project.succeed(site("v1"))
            let old = try await project.engine.inspectContainer(project.container())
            guard let port = old.hostPort(for: 8080) else { throw Wrong(description: "no port: \(old.ports)") }
            // The new one comes up when it is told to, and not before the old one was asked.
            try project.write("work/.keep", "")
            let gate = "until test -e /work/go; do sleep 0.1; done; echo starting v2"
            try project.recipe(
                site("v2").replacing("echo starting v2", with: gate)
                    .replacing("replace = true,", with: "replace = true, volumes = { \"./work:/work:ro\" },"))
            let outcome = try await project.runMain { command in
                try await command.event("the new one's health") { $0.isWaiting(for: "HTTP /") }
                for _ in 1...20 {
                    let answer = try await project.answer(port: port)
                    try project.check(answer == "v1", "the old one answers \(answer as Any)")
                }
                try project.write("work/go", "")
            }
            try project.succeeded(outcome)
            let all = try await project.containers()
            try project.check(all.keys.sorted() == [project.container()], "\(all.keys)")
            try project.check(all[project.container()]?.id != old.id, "nothing was replaced")
        },
        EngineFeature("replace: a bad release on a fixed port does not touch the old one") { project in
            try await project.succeed(project.runSite("v1"))
            let before = try await project.engine.inspectContainer(project.container())
            let failure = try await project.fail(project.runBrokenSite())
            try project.check(failure.details.contains("the old container was not touched"), "\(failure)")
            let after = try await project.engine.inspectContainer(project.container())
            try project.check(after.id == before.id && after.state.startedAt == before.state.startedAt, "\(after)")
            try await project.check(project.containers().count == 1, "something is left")
        },
        EngineFeature("replace: a good release on a fixed port") { project in
            for version in ["v1", "v2"] {
                try await project.succeed(project.runSite(version))
                try await project.check(project.answer() == version, "\(version) does not answer")
            }
            try await project.check(project.containers().count == 1, "something is left")
        },
        EngineFeature("with_rollback: the old version comes back") { project in
            try await project.succeed(project.runSite("v1"))
            let before = try await project.containers().mapValues(\.id)
            let failure = try await project.fail(
                "with_rollback(\"site\", function ()\n\(project.runSite("v2"))\nfail \"no\"\nend)\n")
            try project.check(failure.message.contains("no"), "\(failure)")
            try await project.check(project.containers().mapValues(\.id) == before, "another container")
            try await project.check(project.answer() == "v1", "v1 does not answer")
        },
        EngineFeature("docker_stop: within its grace time, then gone") { project in
            let (gentle, stubborn) = (project.fixture.name("gentle"), project.fixture.name("stubborn"))
            try project.write("work/.keep", "")
            try await project.succeed(
                project.box(
                    gentle, "trap 'echo bye >/work/x; exit' TERM; while :; do sleep 0.1; done",
                    "volumes = { \"./work:/work\" }"
                ).replacing("stop_timeout = \"1s\"", with: "stop_timeout = \"30s\"")
                    + project.box(stubborn, "trap '' TERM; while :; do sleep 0.1; done")
                    + "docker_stop { \"\(gentle)\", host = \"web-1\", remove = true, timeout = \"30s\" }\n"
                    + "docker_stop { \"\(stubborn)\", host = \"web-1\", remove = true, timeout = \"1s\" }\n")
            let word = try? String(contentsOfFile: project.root + "/work/x", encoding: .utf8)
            try project.check(word == "bye\n", "it was not asked to end")
            try await project.check(project.containers().isEmpty, "something is left")
        },
        EngineFeature("resume: a run that was killed goes on with the container it started") { project in
            try project.write("work/.keep", "")
            try project.recipe(
                project.box(
                    project.site, "until test -e /work/go; do sleep 0.1; done; echo all set; exec sleep 600",
                    "volumes = { \"./work:/work\" }, healthy = { log = \"all set\", within = \"5m\" }"))
            _ = try await project.killMain(at: "the container") { $0.isWaiting(for: "all set") }
            let started = try await project.containers().values.map(\.id)
            try project.write("work/go", "")
            try project.succeeded(try await project.moondock("resume", "last", "--json"))
            let adopted = try await project.containers().values.map(\.id)
            try project.check(started.count == 1 && adopted == started, "\(started), then \(adopted)")
        },
    ]
}

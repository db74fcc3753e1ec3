import Foundation

/// The smallest recipe, from typing to prompt.
struct HelloStart: Benchmark {
    let name = "start.hello"
    let summary = "moondock run hello.lua: a new process, its worker, a line of log"
    let peers = [
        Peer("ansible-playbook with one local debug task:", "516 ms, 56 MB", ratio: "365"),
        Peer("DBOS with one workflow of one step on SQLite:", "1.50 s, 67 MB", ratio: "1,000"),
        Peer("Prefect with one flow of one task:", "7.6 s, 184 MB", ratio: "5,400"),
    ]

    func measure(in suite: Suite) async throws -> [Figure] {
        let moondock = try suite.binary("moondock")
        let project = try suite.project(
            """
            local params = recipe {
              summary = "Say hello",
              params  = { name = { "string", default = "world", help = "whom to greet" } },
            }
            log("Hello, " .. params.name .. "!")
            """, named: "hello.lua")
        let plain = project.appendingPathComponent("plain.lua")
        try """
        local params = { name = arg[1] or "world" }
        print("Hello, " .. params.name .. "!")
        """.write(to: plain, atomically: false, encoding: .utf8)
        var ours: [MeasuredProcess] = []
        var floors: [MeasuredProcess] = []
        for _ in 0..<suite.runs(21) {
            ours.append(try await .run([moondock, "run", "hello.lua"], in: suite, folder: project))
            floors.append(try await .run(["lua5.4", plain.path], in: suite, folder: project))
        }
        return Figure.processes(ours, floor: "lua5.4 plain.lua", floors)
    }
}

import Foundation
import LuaSyntax

/// Reading Lua.
struct ParserSpeed: Benchmark {
    let name = "syntax.parse"
    let summary = "parsing Lua into a tree with spans and comments, on one core"

    func measure(in suite: Suite) async throws -> [Figure] {
        let text = """
            local rollout = {}

            ---Replaces a container on one machine, then on the others.
            ---@param options rollout.Options
            function rollout.canary(options)
              if type(options) ~= "table" or #options.hosts == 0 then
                error("canary: takes { name = …, hosts = { … } }", 2)
              end
              for index, host in ipairs(options.hosts) do
                local container = { host = host, name = options.name, ports = { "80:8080" }, replace = true }
                for key, value in pairs(options.container or {}) do container[key] = value end
                docker_run(container) -- one after the other
                log(("%d of %d: %s"):format(index, #options.hosts, host))
              end
              return #options.hosts * 2 + 1
            end

            return rollout

            """
        // Many functions of one file: as large as files of people get.
        let body = text.replacing("\nreturn rollout\n", with: "")
        let whole = String(repeating: "do\n\(body)end\n", count: 400)
        let source = LuaSource(name: "many.lua", text: whole)
        let file = try suite.folder("syntax").appendingPathComponent("many.lua")
        try whole.write(to: file, atomically: false, encoding: .utf8)
        var ours: [Double] = []
        var floors: [Double] = []
        for _ in 0..<suite.runs(21) {
            let start = ContinuousClock.now
            let chunk = Parser.parse(source)
            ours.append(Double(whole.utf8.count) / (ContinuousClock.now - start).inSeconds)
            precondition(chunk.isValid, "the parser rejects its benchmark")
            let compiled = try await MeasuredProcess.run(["luac5.4", "-p", file.path], in: suite).wall
            floors.append(Double(whole.utf8.count) / compiled)
        }
        return [Figure("throughput", .bytesPerSecond, ours, floor: ("luac5.4 -p, the process and all", floors))]
    }
}

import Foundation

/// What libraries add to the start of a run.
struct LibraryStart: Benchmark {
    let name = "libraries.start"
    let summary = "moondock run of a recipe that requires 20 libraries of three modules each"
    static let count = 20

    func measure(in suite: Suite) async throws -> [Figure] {
        let moondock = try suite.binary("moondock")
        let plain = try suite.project("log \"Hello\"")
        let names = (1...Self.count).map { "acme.l\($0)" }
        let rich = try suite.project(names.map { "require(\"\($0)\").value()\n" }.joined() + "log \"Hello\"")
        let entries = (1...Self.count).map { "[\"acme.l\($0)\"] = { path = \"libraries/l\($0)\" }," }
        func write(_ path: String, _ text: String) throws {
            let file = rich.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: false, encoding: .utf8)
        }
        try write("moondock.lua", "return { libraries = {\n\(entries.joined(separator: "\n"))\n} }\n")
        // About as much as a library that somebody shares: 150 lines in three modules.
        let body = (1...50).map { number in
            "---Adds.\n---@param a integer\nfunction M.f\(number)(a) return a + \(number) end\n"
        }.joined()
        for number in 1...Self.count {
            let folder = "libraries/l\(number)"
            try write("\(folder)/moondock.lua", "return { name = \"acme/l\(number)\", version = \"1.0.0\" }\n")
            for module in ["one", "two"] { try write("\(folder)/lib/\(module).lua", "local M = {}\n\(body)return M\n") }
            try write(
                "\(folder)/lib/init.lua",
                "local one, two = require \"one\", require \"two\"\nlocal M = {}\n\(body)"
                    + "function M.value() return one.f1(1) + two.f2(2) end\nreturn M\n")
        }
        var ours: [MeasuredProcess] = []
        var floors: [MeasuredProcess] = []
        for _ in 0..<suite.runs(21) {
            ours.append(try await .run([moondock, "run", "recipe.lua"], in: suite, folder: rich))
            floors.append(try await .run([moondock, "run", "recipe.lua"], in: suite, folder: plain))
        }
        return Figure.processes(ours, floor: "the same without libraries", floors)
            + [Figure("more than without", .seconds, zip(ours, floors).map { $0.wall - $1.wall })]
    }
}

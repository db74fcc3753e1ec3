import Foundation
import LuaRuntime
import LuaValues
import Testing

/// The standard library of recipes beside that of stock Lua: the same calls, made at random, give the same results and the
/// same errors. `make differential` makes many more of them.
@Suite struct DifferentialTests {
    private static let callsAtOnce = 5_000

    private static var rounds: Int {
        let calls = ProcessInfo.processInfo.environment["MOONDOCK_TEST_LUA_CALLS"].flatMap { Int($0) } ?? 0
        return max(2, calls / callsAtOnce)
    }

    @Test func callsGiveWhatTheyGiveInStockLua() throws {
        let calls = try String(contentsOf: Self.folder.appendingPathComponent("calls.lua"), encoding: .utf8)
        for seed in 1...Self.rounds {
            let script = "local SEED, COUNT = \(seed), \(Self.callsAtOnce) \(calls)"
            let (expected, found) = (try stock(script), try sandboxed(script))
            #expect(expected.count == Self.callsAtOnce, "seed \(seed): stock Lua made \(expected.count) calls")
            #expect(found.count == expected.count, "seed \(seed): the sandbox made \(found.count) calls")
            let difference = zip(expected, found).first { $0 != $1 }
            #expect(difference == nil, "seed \(seed): \(difference?.0 ?? "") | \(difference?.1 ?? "")")
        }
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Differential")
    /// Both call the chunk by the same name, which is in messages.
    private static let chunk = "calls.lua"

    private func stock(_ script: String) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("moondock-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(script.utf8).write(to: folder.appendingPathComponent(Self.chunk))
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["TZ=UTC", "LC_ALL=C", "lua5.4", Self.chunk]
        process.currentDirectoryURL = folder
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func sandboxed(_ script: String) throws -> [String] {
        let vm = try LuaVM(limits: LuaLimits())
        vm.declare("log", style: .notification)
        if let outcome = vm.open(branch: 0, chunk: Self.chunk, text: Array(script.utf8)) {
            Issue.record("the script does not load: \(outcome)")
        }
        vm.beginTurn()
        let outcome = vm.resume(0)
        let lines = vm.takeNotifications().compactMap { $0.arguments.table?.items.first?.luaString }
        if case .returned = outcome {} else { Issue.record("the script ended as \(outcome)") }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

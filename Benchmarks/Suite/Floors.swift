import Foundation
import Subprocess

/// The floors that are programs of their own: plain C, compiled when the benchmarks start.
struct Floors: Sendable {
    /// Runs and measures a command; see `MeasuredProcess`.
    let measure: String
    /// Says so on a socket as soon as it has started.
    let socketHello: String
    /// SQLite without anything around it.
    let sqliteCommits: String
    /// Lua without anything around it.
    let luaHost: String

    /// Compiles them into a folder.
    init(in folder: URL) async throws {
        func compile(_ name: String, _ source: [UInt8], _ flags: [String] = []) async throws -> String {
            let output = folder.appendingPathComponent(name).path
            try Data(source).write(to: URL(fileURLWithPath: output + ".c"))
            let arguments = ["-O2", "-o", output, output + ".c"] + flags
            let result = try await run(
                .name("cc"), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 1 << 16))
            guard result.terminationStatus.isSuccess else { throw FloorFailure("cc \(name).c", result.standardError) }
            return output
        }
        measure = try await compile("measure", PackageResources.measure_c, ["-static"])
        socketHello = try await compile("socket_hello", PackageResources.socket_hello_c, ["-static"])
        sqliteCommits = try await compile("sqlite_commits", PackageResources.sqlite_commits_c, ["-lsqlite3"])
        luaHost = try await compile(
            "lua_host", PackageResources.lua_host_c, ["-I/usr/include/lua5.4", "-llua5.4"])
    }

    /// Runs one of them; the numbers it prints, one a line.
    func numbers(_ program: String, _ arguments: String...) async throws -> [Double] {
        let result = try await run(
            .name("env"), arguments: Arguments([program] + arguments), output: .string(limit: 16 << 20),
            error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else { throw FloorFailure(program, result.standardError) }
        return result.standardOutput.split(whereSeparator: \.isNewline).compactMap { Double($0) }
    }
}

/// A floor could not be measured.
struct FloorFailure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, _ output: String) { description = "\(what) failed: \(output)" }
}

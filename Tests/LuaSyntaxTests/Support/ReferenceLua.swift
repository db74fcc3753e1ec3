import Foundation
import Testing

/// The installed Lua 5.4 programs, which the tests agree with.
enum ReferenceLua {
    /// What `luac5.4 -p` says of a program: `nil` when it accepts it, else its message without file and line.
    static func verdicts(on programs: [String]) throws -> [String?] {
        try verdicts(onBytes: programs.map { Array($0.utf8) })
    }

    static func verdicts(onBytes programs: [[UInt8]]) throws -> [String?] {
        try withTemporaryDirectory { directory in
            for (index, program) in programs.enumerated() {
                try Data(program).write(to: directory.appending(path: "\(index)"))
            }
            let script = """
                i=0; while [ $i -lt \(programs.count) ]; do
                if m=$(luac5.4 -p $i 2>&1); then echo ok; else printf '%s\\n' "$m" | head -n 1; fi
                i=$((i+1)); done
                """
            let output = try run(["sh", "-c", script], in: directory)
            let lines = output.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
            try #require(lines.count == programs.count)
            return lines.map { line in
                let text = String(decoding: line, as: UTF8.self)
                // luac5.4: FILE:LINE: message
                return text == "ok" ? nil : text.split(separator: ": ", maxSplits: 2).last.map(String.init)
            }
        }
    }

    /// What `lua5.4` prints for a script.
    static func output(of script: [UInt8]) throws -> [UInt8] {
        try withTemporaryDirectory { directory in
            try Data(script).write(to: directory.appending(path: "script.lua"))
            return try run(["lua5.4", "script.lua"], in: directory)
        }
    }

    private static func withTemporaryDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try body(directory)
    }

    private static func run(_ arguments: [String], in directory: URL) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = directory
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return Array(output)
    }
}

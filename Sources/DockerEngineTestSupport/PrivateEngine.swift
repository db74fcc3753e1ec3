public import DockerEngine
import Foundation
import Subprocess
import Synchronization

/// An engine of one's own, started by `.ci/private-engine`. It needs root.
public struct PrivateEngine: Sendable {
    /// Where it listens.
    public let endpoint: DockerEndpoint
    /// Where its files are.
    public let directory: String

    /// Why the script did not do what it should.
    public struct Failure: Error, CustomStringConvertible {
        /// What the script said.
        public let description: String
    }

    private static let running = Mutex<[String]>([])

    /// Starts an engine; it is stopped when this process ends, however it ends.
    /// - Parameter directory: where its files go; nil for a new temporary directory. One that runs there is found.
    public static func start(in directory: String? = nil) async throws -> PrivateEngine {
        // The directory's name is part of socket paths, which must be short.
        let directory =
            directory
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("moondock-engine-\(UUID().uuidString.prefix(8))").path
        let owner = String(ProcessInfo.processInfo.processIdentifier)
        let output = try await script(["start", directory, "--owner", owner])
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("DOCKER_HOST=") }) else {
            throw Failure(description: "private-engine printed no DOCKER_HOST line: \(output)")
        }
        let isFirst = running.withLock { running in
            running.append(directory)
            return running.count == 1
        }
        if isFirst {
            atexit {
                for directory in PrivateEngine.running.withLock({ $0 }) { PrivateEngine.stopNow(directory) }
            }
        }
        let url = line.dropFirst("DOCKER_HOST=".count)
        return PrivateEngine(endpoint: try DockerEndpoint(String(url)), directory: directory)
    }

    /// Kills the daemon without warning and starts it again on the same data; it answers when this returns.
    public func restart() async throws { _ = try await Self.script(["restart", directory]) }

    /// Stops the engine and removes everything of it.
    public func stop() async throws {
        Self.running.withLock { $0.removeAll { $0 == directory } }
        _ = try await Self.script(["stop", directory])
    }

    private static let scriptPath = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(".ci/private-engine").path

    private static func script(_ arguments: [String]) async throws -> String {
        let result = try await run(
            .name("bash"), arguments: Arguments([scriptPath] + arguments), output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "private-engine \(arguments[0]) failed: \(result.standardError)")
        }
        return result.standardOutput
    }

    /// Runs at the very end of the process, when no task runs any more.
    private static func stopNow(_ directory: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["bash", scriptPath, "stop", directory]
        try? process.run()
        process.waitUntilExit()
    }
}

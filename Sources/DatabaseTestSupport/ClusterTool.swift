import Subprocess

/// Runs a PostgreSQL tool and insists that it succeeds.
struct ClusterTool {
    let directory: String
    let environment: [String: String]
    let account: ServerAccount?

    @discardableResult
    func run(_ tool: String, _ arguments: [String]) async throws -> String {
        var variables: [Environment.Key: String] = ["PATH": "\(directory):/usr/bin:/bin"]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        // The server's user may not be able to stay in our working directory.
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(["--chdir=/"] + (account?.commandPrefix ?? []) + [tool] + arguments),
            environment: .custom(variables),
            output: .string(limit: 64 << 20),
            error: .string(limit: 1 << 20))
        guard result.terminationStatus.isSuccess else {
            throw ClusterError(message: "\(tool): \(result.terminationStatus): \(result.standardError)")
        }
        return result.standardOutput
    }
}

/// A test server that could not be started or asked.
public struct ClusterError: Error, CustomStringConvertible {
    let message: String

    /// What the tool printed.
    public var description: String { message }
}

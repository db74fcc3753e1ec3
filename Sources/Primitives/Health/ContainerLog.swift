import DockerEngine

/// What a container has printed.
struct ContainerLog: Sendable {
    let engine: DockerEngine
    let container: String

    /// The last lines.
    func lastLines(_ count: Int) async -> [String] {
        var lines: [String] = []
        do {
            let logs = try await engine.containerLogs(container, LogOptions(tail: count), hasTerminal: false)
            for try await line in logs.lines() { lines.append(line.text) }
        } catch {
            lines.append("(its log cannot be read: \(error))")
        }
        return lines
    }
}

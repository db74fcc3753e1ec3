import DockerEngine
import NIOCore
import Recipes

/// What a container has printed, masked.
struct ContainerLog: Sendable {
    let engine: DockerEngine
    let container: String
    let secrets: SecretStore

    /// How much of one line is kept, in bytes.
    private static let maximumLineLength = 4 << 10

    /// The last lines for people: those that say the same are shown once, with their number.
    func summary(_ count: Int) async -> [String] { Repetitions.summarised(await lastLines(count)) }

    /// The last lines, as they are.
    func lastLines(_ count: Int) async -> [String] {
        var lines: [String] = []
        var streams: [LogStream: MaskedLines] = [:]
        do {
            let logs = try await engine.containerLogs(container, LogOptions(tail: count), hasTerminal: false)
            for try await chunk in logs {
                let fresh = MaskedLines(secrets, limit: Self.maximumLineLength)
                lines += streams[chunk.stream, default: fresh].append(chunk.bytes.readableBytesView).lines
            }
        } catch {
            lines.append("(its log cannot be read: \(error))")
        }
        for stream in streams.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            lines += streams[stream]?.finish().lines ?? []
        }
        return lines.suffix(count)
    }
}

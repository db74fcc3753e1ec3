import DockerEngine
import Foundation
import NIOCore

/// 100 MB of a container's output, read through the engine's API.
struct LogStream: Benchmark {
    let name = "log.stream"
    let summary = "100 MB of container log in lines of 100 bytes, from the engine to /dev/null"
    static let size = 100_000_000

    func measure(in suite: Suite) async throws -> [Figure] {
        try await LoggedContainer.with(suite) { engine, socket, container in
            let url = "http://engine/v1.41/containers/\(container)/logs?stdout=1&stderr=1"
            let fetch = "curl -fsS --unix-socket '\(socket)' '\(url)'"
            var ours: [Double] = []
            var floors: [Double] = []
            for _ in 0..<suite.runs(5) {
                ours.append(Double(Self.size) / (try await read(container, engine)))
                let curl = try await MeasuredProcess.run(["bash", "-c", "\(fetch) | cat >/dev/null"], in: suite)
                floors.append(Double(Self.size) / curl.wall)
            }
            return [Figure("frames taken apart", .bytesPerSecond, ours, floor: ("curl | cat", floors))]
        }
    }

    private func read(_ container: String, _ engine: DockerEngine) async throws -> Double {
        let sink = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/null"))
        let clock = ContinuousClock()
        let start = clock.now
        var size = 0
        for try await chunk in try await engine.containerLogs(container, hasTerminal: false) {
            size += chunk.bytes.readableBytes
            chunk.bytes.withUnsafeReadableBytes { _ = write(sink.fileDescriptor, $0.baseAddress, $0.count) }
        }
        guard size == Self.size else { throw FloorFailure("reading the log", "\(size) bytes came") }
        return start.duration(to: clock.now).inSeconds
    }
}

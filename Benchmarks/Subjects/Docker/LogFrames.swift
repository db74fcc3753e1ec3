import DockerEngine
import Foundation
import NIOCore

/// The same output from a file: what taking the frames apart costs by itself.
struct LogFrames: Benchmark {
    let name = "log.frames"
    let summary = "100 MB of framed log in lines of 100 bytes, from a file to /dev/null"

    func measure(in suite: Suite) async throws -> [Figure] {
        let file = try suite.folder("log").appendingPathComponent("framed")
        let size = try write(to: file)
        var ours: [Double] = []
        var floors: [Double] = []
        for _ in 0..<suite.runs(7) {
            ours.append(size / (try read(file)))
            let cat = try await MeasuredProcess.run(["bash", "-c", "cat '\(file.path)' >/dev/null"], in: suite)
            floors.append(size / cat.wall)
        }
        return [Figure("frames taken apart", .bytesPerSecond, ours, floor: ("cat", floors))]
    }

    private func write(to file: URL) throws -> Double {
        let line = [UInt8](repeating: 0x78, count: 99) + [0x0a]
        let frame = [1, 0, 0, 0, 0, 0, 0, UInt8(line.count)] + line
        let block = Data((0..<10_000).flatMap { _ in frame })
        FileManager.default.createFile(atPath: file.path, contents: nil)
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        let blocks = LogStream.size / (line.count * 10_000)
        for _ in 0..<blocks { try handle.write(contentsOf: block) }
        return Double(blocks * block.count)
    }

    private func read(_ file: URL) throws -> Double {
        let source = try FileHandle(forReadingFrom: file)
        let sink = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/null"))
        var demultiplexer = LogDemultiplexer()
        let clock = ContinuousClock()
        let start = clock.now
        while true {
            var buffer = ByteBufferAllocator().buffer(capacity: 1 << 16)
            let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 1 << 16) {
                max(0, Foundation.read(source.fileDescriptor, $0.baseAddress, 1 << 16))
            }
            if count == 0 { break }
            demultiplexer.append(buffer)
            while let chunk = try demultiplexer.next() {
                chunk.bytes.withUnsafeReadableBytes {
                    _ = Foundation.write(sink.fileDescriptor, $0.baseAddress, $0.count)
                }
            }
        }
        try demultiplexer.finish()
        return start.duration(to: clock.now).inSeconds
    }
}

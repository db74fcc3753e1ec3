import Foundation
import Glibc
import LuaValues
import RandomTestSupport
import Testing

@testable import WorkerHost
@testable import WorkerProtocol

/// A worker that was taken over can write anything on the wire; the host neither crashes nor fills up.
@Suite(.timeLimit(.minutes(10))) struct ProtocolViolationTests {
    static let violations: [(name: String, bytes: [UInt8])] = [
        ("a frame of no bytes", [0, 0, 0, 0, 64]),
        ("a frame longer than any", [0xff, 0xff, 0xff, 0xff, 64]),
        ("an unknown opcode", [2, 0, 0, 0, 200, 0x80]),
        ("an opcode of the host's", [2, 0, 0, 0, 1, 0x80]),
        ("no body", [1, 0, 0, 0, 64]),
        ("a body that is no list", [2, 0, 0, 0, 64, 0xf6]),
        ("too few fields", [2, 0, 0, 0, 64, 0x80]),
        ("too many fields", [4, 0, 0, 0, 64, 0x82, 0x60, 0x60]),
        ("a field of another type", [3, 0, 0, 0, 64, 0x81, 0x01]),
        ("bytes after the body", [4, 0, 0, 0, 64, 0x81, 0x60, 0x60]),
        ("text longer than the frame", [4, 0, 0, 0, 64, 0x81, 0x78, 0xff]),
        ("a list longer than the frame", [7, 0, 0, 0, 64, 0x9a, 0xff, 0xff, 0xff, 0xff, 0x60]),
        ("an indefinite length", [4, 0, 0, 0, 64, 0x9f, 0x60, 0xff]),
        ("text that is not UTF-8", [5, 0, 0, 0, 64, 0x81, 0x62, 0xc0, 0xaf]),
        (
            "as many undone steps as 63 bits hold",
            [15, 0, 0, 0, 77, 0x84, 0x60, 0x61, 0x78, 0x1b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80]
        ),
        ("a negative number of undone steps", [7, 0, 0, 0, 77, 0x84, 0x60, 0x61, 0x78, 0x20, 0x80]),
        (
            "as many messages as 63 bits hold",
            [11, 0, 0, 0, 75, 0x81, 0x1b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
        ),
        ("a million lists in each other", [0x41, 0x42, 0x0f, 0, 64] + [UInt8](repeating: 0x81, count: 1_000_000)),
    ]

    @Test(arguments: violations.indices) func violationEndsTheConnection(_ index: Int) async throws {
        let violation = Self.violations[index]
        let (connection, other) = try Self.connection()
        let writer = Thread { Self.write(violation.bytes, to: other) }
        writer.start()
        var last: Result<WorkerMessage, WireError>?
        for await message in connection.messages {
            #expect(throws: WireError.self, "\(violation.name)") { try message.get() }
            last = message
        }
        #expect(last != nil, "\(violation.name)")
        close(other)
    }

    @Test func messageCutShortIsNoMessage() async throws {
        let (connection, other) = try Self.connection()
        Self.write([9, 0, 0, 0, 64, 0x81], to: other)
        close(other)
        for await message in connection.messages { Issue.record("\(message)") }
    }

    @Test func valuesWithoutNumberAreRefused() async throws {
        // Five million tables in a frame of five megabytes.
        let count = 5_000_000
        var bytes: [UInt8] = [0, 0, 0, 0, 65, 0x82, 0xf5, 0x9a]
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
        bytes += [UInt8](repeating: 0xa0, count: count)
        for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: (bytes.count - 4) >> (index * 8)) }
        var reader = FrameReader(maximumValues: Frame.maximumValues)
        reader.append(bytes[...])
        let error = #expect(throws: WireError.self) { _ = try reader.next() }
        #expect(error?.description.contains("too many values") == true)
    }

    @Test func floodStopsAtTheBacklog() async throws {
        let (connection, other) = try Self.connection()
        var frame: [UInt8] = []
        WorkerMessage.branchOpened(path: String(repeating: "x", count: 60_000)).encode(into: &frame)
        var written = 0
        // What the socket does not take within a second it does not take at all.
        var denials = 0
        while denials < 1000 {
            let rest = frame[(written % frame.count)...]
            let count = rest.withUnsafeBytes { send(other, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
            if count > 0 {
                written += count
                denials = 0
            } else {
                denials += 1
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        #expect(written < 3 * WorkerBacklog.limit)
        // What was held back arrives, once somebody takes it.
        close(other)
        var taken = 0
        for await message in connection.messages { if case .success = message { taken += 1 } }
        #expect(taken == written / frame.count)
    }

    @Test func floodThatNobodyTakesEndsWithItsConnection() async throws {
        var other: Int32 = -1
        do {
            let (connection, end) = try Self.connection()
            other = end
            _ = connection
        }
        let frame: [UInt8] = [2, 0, 0, 0, 75, 0x81]
        var count = 0
        while send(other, frame, frame.count, Int32(MSG_NOSIGNAL)) >= 0, count < 10_000_000 { count += 1 }
        #expect(count < 10_000_000)
        close(other)
    }

    /// Every message a worker has, each changed at random: what is read is a message or an error, and nothing else.
    @Test func noFrameHarmsTheReader() throws {
        var generator = SeededGenerator(seed: 5)
        let honest = WireTests.toHost.map { message in
            var bytes: [UInt8] = []
            message.encode(into: &bytes)
            return bytes
        }
        for bytes in honest {
            var reader = FrameReader()
            reader.append(bytes[...])
            let frame = try #require(try reader.next())
            var again: [UInt8] = []
            try WorkerMessage(opcode: frame.opcode, body: frame.body).encode(into: &again)
            #expect(again == bytes)
        }
        var accepted = 0
        for _ in 0..<60_000 {
            var bytes = honest[Int.random(in: honest.indices, using: &generator)]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 4..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                default: if bytes.count > 6 { bytes.remove(at: place) }
                }
            }
            for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: (bytes.count - 4) >> (index * 8)) }
            var reader = FrameReader(maximumValues: Frame.maximumValues)
            reader.append(bytes[...])
            do {
                guard let frame = try reader.next() else { continue }
                _ = try WorkerMessage(opcode: frame.opcode, body: frame.body)
                accepted += 1
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        // Else the changes are too coarse to reach what lies behind the first check.
        #expect(accepted > 1000)
    }

    private static func connection() throws -> (WorkerConnection, other: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        return (WorkerConnection(descriptor: ends[0]), ends[1])
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }
}

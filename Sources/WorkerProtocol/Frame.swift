public import LuaValues

/// One message on the wire: a 4-byte little-endian length of what follows, one byte of opcode, and a body in the value
/// encoding of `LuaValue`.
public enum Frame {
    /// The largest body, in bytes; a longer one ends the worker.
    public static let maximumBody = 2 * ValueLimits.size
    /// How many values a worker's message may hold: those in what a recipe passes, and what is around it.
    public static let maximumValues = ValueLimits.count + 10_000
    /// Bytes before the body.
    public static let headerSize = 5

    /// Appends one message.
    public static func append(opcode: UInt8, body: LuaValue, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: [0, 0, 0, 0, opcode])
        body.encode(into: &bytes)
        let length = UInt32(bytes.count - start - 4)
        for index in 0..<4 { bytes[start + index] = UInt8(truncatingIfNeeded: length >> UInt32(index * 8)) }
    }
}

/// A frame that was read.
public struct ReceivedFrame: Sendable {
    /// What kind of message it is.
    public let opcode: UInt8
    /// The message's fields.
    public let body: LuaValue
    /// Its bytes on the wire.
    public let size: Int
}

/// Cuts a byte stream into frames, whatever way the stream was cut into reads.
public struct FrameReader: Sendable {
    private var buffer: [UInt8] = []
    private var start = 0
    private let maximumValues: Int

    /// An empty reader.
    /// - Parameter maximumValues: how many values one message may hold.
    public init(maximumValues: Int = .max) { self.maximumValues = maximumValues }

    /// Takes bytes that were read.
    public mutating func append(_ bytes: ArraySlice<UInt8>) {
        if start > 0, start == buffer.count || start > 1 << 16 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame, or `nil` until more bytes come.
    /// - Throws: `WireError` when the length is impossible or the body is not a value.
    public mutating func next() throws(WireError) -> ReceivedFrame? {
        guard buffer.count - start >= Frame.headerSize else { return nil }
        var length: UInt32 = 0
        for index in 0..<4 { length |= UInt32(buffer[start + index]) << UInt32(index * 8) }
        guard length >= 1, length <= UInt32(Frame.maximumBody) else {
            throw WireError("a frame of \(length) bytes")
        }
        guard buffer.count - start >= 4 + Int(length) else { return nil }
        let body = buffer[(start + Frame.headerSize)..<(start + 4 + Int(length))]
        let opcode = buffer[start + 4]
        start += 4 + Int(length)
        do {
            let value = try LuaValue(decoding: body, limit: maximumValues)
            return ReceivedFrame(opcode: opcode, body: value, size: 4 + Int(length))
        } catch {
            throw WireError("opcode \(opcode): \(error)")
        }
    }
}

/// The peer broke the protocol.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    public let description: String

    /// Makes an error.
    public init(_ description: String) { self.description = description }
}

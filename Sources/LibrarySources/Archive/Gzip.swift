import CZlib

/// Gzip (RFC 1952), by zlib. The same bytes give the same archive: no time and no name is written.
enum Gzip {
    /// 15 is the largest window; 16 more request gzip's frame.
    private static let windowBits: Int32 = 15 + 16

    /// Why bytes cannot be unpacked.
    enum Failure: Error, Hashable {
        case damaged
        case tooLarge
    }

    /// Packs bytes.
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        guard czlib_deflate_init(&stream, Z_BEST_COMPRESSION, windowBits) == Z_OK else { return [] }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
        let written = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                _ = deflate(&stream, Z_FINISH)
                return Int(stream.total_out)
            }
        }
        return Array(output[..<written])
    }

    /// Unpacks bytes, as long as they come to no more than `limit`: a small archive can hold a very large one.
    static func decompress(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        guard czlib_inflate_init(&stream, windowBits) == Z_OK else { throw .damaged }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var input = bytes
        // The stream keeps a pointer into the input, which therefore stays where it is until the end.
        let result: Result<Void, Failure> = input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            while true {
                let (status, count) = chunk.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    let status = inflate(&stream, Z_NO_FLUSH)
                    return (status, target.count - Int(stream.avail_out))
                }
                output += chunk[..<count]
                if output.count > limit { return .failure(.tooLarge) }
                switch status {
                // What follows the first archive would be read by some programs and not by others.
                case Z_STREAM_END: return stream.avail_in == 0 ? .success(()) : .failure(.damaged)
                case Z_OK where count > 0 || stream.avail_in > 0: continue
                default: return .failure(.damaged)
                }
            }
        }
        try result.get()
        return output
    }
}

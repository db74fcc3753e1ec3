/// Takes values out of a text that comes in pieces, wherever it is cut. What could be the beginning of a value is kept until
/// it is known whether it is one.
public struct MaskingStream: Sendable {
    private let masker: @Sendable () -> TextMasker
    private var buffer: [UInt8] = []
    /// How many bytes of the buffer have been passed on; they stay for what they could be the beginning of.
    private var passed = 0
    /// How far the last mark reaches.
    private var marked = 0

    /// Makes a stream.
    /// - Parameter masker: what is taken out, as it is known by then.
    public init(_ masker: @escaping @Sendable () -> TextMasker) { self.masker = masker }

    /// Takes a piece and gives what can be passed on.
    public mutating func append(_ piece: some Sequence<UInt8>) -> [UInt8] {
        buffer.append(contentsOf: piece)
        return advance(isComplete: false)
    }

    /// Gives the rest.
    public mutating func finish() -> [UInt8] { advance(isComplete: true) }

    private mutating func advance(isComplete: Bool) -> [UInt8] {
        let masker = masker()
        guard !masker.isEmpty else {
            defer { forget(buffer.count, upTo: buffer.count) }
            return Array(buffer[passed...])
        }
        let scan = masker.scan(buffer, isComplete: isComplete)
        let end = isComplete ? buffer.count : max(passed, scan.held)
        var result: [UInt8] = []
        var place = min(end, max(passed, marked))
        for range in scan.ranges.merged where range.upperBound > place && range.lowerBound < end {
            if range.lowerBound > place { result += buffer[place..<range.lowerBound] }
            // What continues the last mark needs none of its own.
            if marked == 0 || range.lowerBound > marked { result += TextMasker.mark.utf8 }
            marked = max(marked, range.upperBound)
            place = min(end, range.upperBound)
        }
        result += buffer[place..<end]
        forget(isComplete ? buffer.count : min(end, scan.open), upTo: end)
        return result
    }

    private mutating func forget(_ count: Int, upTo end: Int) {
        buffer.removeFirst(count)
        passed = end - count
        marked = max(0, marked - count)
    }
}

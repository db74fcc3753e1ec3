/// A text as something would read it that undoes an encoding: its bytes, and where in the text each comes from.
struct TextView {
    private(set) var bytes: [UInt8]
    private(set) var starts: [Int]
    private(set) var ends: [Int]
    /// Where an escape begins that the text's end has cut; nothing after that is in the view.
    private(set) var cut: Int?

    /// The text as it is.
    init(_ text: [UInt8]) {
        bytes = text
        starts = Array(text.indices)
        ends = starts.map { $0 + 1 }
    }

    private init(capacity: Int, cut: Int?) {
        (bytes, starts, ends) = ([], [], [])
        bytes.reserveCapacity(capacity)
        starts.reserveCapacity(capacity)
        ends.reserveCapacity(capacity)
        self.cut = cut
    }

    /// What becomes of the bytes at a place.
    enum Reading {
        /// One byte as it is.
        case asItIs
        /// So many bytes stand for one.
        case byte(UInt8, length: Int)
        /// So many bytes stand for a character.
        case scalar(UInt32, length: Int)
        /// So many bytes stand for nothing.
        case nothing(length: Int)
        /// The text ends before it can be known.
        case cut
    }

    /// Reads the text once more.
    /// - Parameters:
    ///   - isTrigger: whether a byte can begin something that is not as it is.
    ///   - read: reads what begins at a place.
    func reading(_ isTrigger: (UInt8) -> Bool, _ read: (_ bytes: [UInt8], _ place: Int) -> Reading) -> TextView {
        var view = TextView(capacity: bytes.count, cut: cut)
        var place = 0
        while place < bytes.count {
            let reading = isTrigger(bytes[place]) ? read(bytes, place) : .asItIs
            switch reading {
            case .asItIs:
                view.append(bytes[place], starts[place], ends[place])
                place += 1
            case .byte(let byte, let length):
                view.append(byte, starts[place], ends[place + length - 1])
                place += length
            case .scalar(let value, let length):
                // What is no scalar is what decoders put in its place.
                let scalar = Unicode.Scalar(value) ?? "\u{fffd}"
                for byte in String(scalar).utf8 { view.append(byte, starts[place], ends[place + length - 1]) }
                place += length
            case .nothing(let length): place += length
            case .cut:
                view.cut = starts[place]
                return view
            }
        }
        return view
    }

    private mutating func append(_ byte: UInt8, _ start: Int, _ end: Int) {
        bytes.append(byte)
        starts.append(start)
        ends.append(end)
    }

    /// The last place before another one, or at it, where a byte of this view begins in the text.
    func start(notAfter place: Int) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= place { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return place }
        return ends[low - 1] > place ? starts[low - 1] : place
    }
}

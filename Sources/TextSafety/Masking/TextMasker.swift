/// Takes values out of text, in whatever form they stand there.
///
/// A text is looked through as it is and as whoever undoes its escapes would read it. The time is linear in the text's
/// length, however many values and forms there are.
public struct TextMasker: Sendable {
    /// What stands in the place of a value.
    public static let mark = "***"
    /// Values shorter than this, in bytes, are not looked for: they are too common.
    public static let shortest = SecretForms.shortest

    private let plain: NeedleAutomaton
    private let bare: NeedleAutomaton
    private let fingerprints: FingerprintIndex

    /// Makes a masker.
    /// - Parameters:
    ///   - values: the values.
    ///   - fingerprints: the fingerprints of values that are not at hand.
    public init(_ values: some Collection<String>, fingerprints: [FingerprintSet] = []) {
        let forms = values.map { SecretForms(Array($0.utf8)) }
        plain = NeedleAutomaton(forms.reduce(into: Set()) { $0.formUnion($1.plain) })
        bare = NeedleAutomaton(forms.reduce(into: Set()) { $0.formUnion($1.bare) })
        self.fingerprints = FingerprintIndex(fingerprints)
    }

    /// Whether there is nothing to look for.
    public var isEmpty: Bool { plain.isEmpty && bare.isEmpty && fingerprints.isEmpty }

    /// The text with the values replaced.
    /// - Parameter isCut: whether something has cut the text at its end: half of a value there is replaced as well.
    public func mask(_ text: String, isCut: Bool = false) -> String {
        guard !isEmpty, let masked = masked(Array(text.utf8), isCut: isCut) else { return text }
        return String(decoding: masked, as: UTF8.self)
    }

    /// The bytes with the values replaced.
    public func mask(_ bytes: [UInt8], isCut: Bool = false) -> [UInt8] {
        isEmpty ? bytes : masked(bytes, isCut: isCut) ?? bytes
    }

    private func masked(_ bytes: [UInt8], isCut: Bool) -> [UInt8]? {
        let scan = scan(bytes, isComplete: true)
        var ranges = scan.ranges
        if isCut, scan.half < bytes.count { ranges.append(scan.half..<bytes.count) }
        guard !ranges.isEmpty else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var place = 0
        for range in ranges.merged {
            result += bytes[place..<range.lowerBound]
            result += Self.mark.utf8
            place = range.upperBound
        }
        return result + bytes[place...]
    }
}

extension TextMasker {
    /// What was found in a piece of text.
    struct Scan {
        /// Where values stand.
        var ranges: [Range<Int>] = []
        /// Where the earliest value could begin that the end of the piece has cut.
        var open: Int
        /// From where on text cannot be passed on before it is known what follows; at least `open`.
        var held: Int
        /// Where a value begins of which the end of the text has left a good part.
        var half: Int
        /// The readings of the text.
        var views: [TextView] = []
    }

    /// Looks through a piece of text.
    /// - Parameter isComplete: whether nothing follows.
    func scan(_ text: [UInt8], isComplete: Bool) -> Scan {
        var scan = Scan(open: text.count, held: text.count, half: text.count)
        let raw = TextView(text)
        for reading in [raw] + Self.readings(of: raw, isComplete) {
            let view = reading.withoutBreaks(isComplete: isComplete)
            look(view, in: text, isBare: false, &scan)
            look(view.bare, in: text, isBare: true, &scan)
        }
        // A reading that begins in the middle of an escape would be another one.
        var isAligned = false
        while !isAligned {
            let place = scan.views.reduce(scan.open) { min($0, $1.start(notAfter: $0)) }
            isAligned = place == scan.open
            scan.open = place
        }
        return scan
    }

    /// The text with each kind of escape undone, and with those that usually stand in each other.
    private static func readings(of raw: TextView, _ isComplete: Bool) -> [TextView] {
        var readings: [TextView] = []
        func has(_ character: Unicode.Scalar, _ view: TextView) -> Bool { view.bytes.contains(UInt8(ascii: character)) }
        func unescape(_ view: TextView, _ times: Int) {
            guard times > 0, has("\\", view) else { return }
            let next = view.unescaped(isComplete: isComplete)
            readings.append(next)
            unescape(next, times - 1)
        }
        unescape(raw, 2)
        if has("%", raw) {
            let once = raw.percentDecoded(isComplete: isComplete)
            readings.append(once)
            unescape(once, 2)
            if has("%", once) { readings.append(once.percentDecoded(isComplete: isComplete)) }
        }
        if has("&", raw) {
            let once = raw.referencesDecoded(isComplete: isComplete)
            readings.append(once)
            unescape(once, 1)
        }
        return readings
    }

    private func look(_ view: TextView, in text: [UInt8], isBare: Bool, _ scan: inout Scan) {
        let automaton = isBare ? bare : plain
        if !automaton.isEmpty {
            var state: Int32 = 0
            for (place, byte) in view.bytes.enumerated() {
                state = automaton.next(state, byte)
                var length = automaton.longestNeedle(endingAt: state)
                while length > 0 {
                    let first = place + 1 - length
                    if length >= SecretForms.longEnoughToBreak || isBare || !view.hasBreak(first...place, in: text) {
                        scan.ranges.append(view.starts[first]..<view.ends[place])
                        break
                    }
                    length = automaton.nextNeedle(endingAt: state, shorterThan: length)
                }
            }
            let partial = automaton.depth(state)
            note(view, partial: partial, in: text, &scan)
            if partial >= Self.shortest { scan.half = min(scan.half, view.starts[view.bytes.count - partial]) }
        }
        if !fingerprints.isEmpty {
            let found = fingerprints.matches(in: view.bytes, isBare: isBare)
            for range in found.ranges
            where isBare || range.count >= SecretForms.longEnoughToBreak
                || !view.hasBreak(range.lowerBound...(range.upperBound - 1), in: text)
            {
                scan.ranges.append(view.starts[range.lowerBound]..<view.ends[range.upperBound - 1])
            }
            note(view, partial: found.open, in: text, &scan)
        }
        if let cut = view.cut {
            scan.open = min(scan.open, cut)
            scan.held = min(scan.held, cut)
        }
        scan.views.append(view)
    }

    /// The last bytes could be the beginning of a value. Where a line ends with no more than three of them, it is not held
    /// back for that.
    private func note(_ view: TextView, partial: Int, in text: [UInt8], _ scan: inout Scan) {
        guard partial > 0 else { return }
        let start = view.starts[view.bytes.count - partial]
        scan.open = min(scan.open, start)
        let endsLine = text.last.map(TextView.isBreak) == true && view.ends[view.bytes.count - 1] < text.count
        if !endsLine || partial >= Self.shortest { scan.held = min(scan.held, start) }
    }
}

extension TextView {
    /// Whether a line ends between some bytes of the view.
    func hasBreak(_ range: ClosedRange<Int>, in text: [UInt8]) -> Bool {
        range.dropLast().contains { place in
            text[ends[place]..<starts[place + 1]].contains(where: Self.isBreak)
        }
    }
}

extension [Range<Int>] {
    /// The ranges in order, those that touch as one.
    var merged: [Range<Int>] {
        var result: [Range<Int>] = []
        for range in sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}

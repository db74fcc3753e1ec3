/// Finds the keys that a person probably meant.
enum NearKeys {
    /// How many keys are looked at, and how much of each: a large file must not take long for a hint.
    private static let (most, longest) = (2_000, 120)

    /// At most three, the nearest first.
    static func of(_ key: String, among keys: [String]) -> [String] {
        let plain = folded(key)
        let limit = max(2, key.count / 3)
        let ranked: [(rank: Int, key: String)] = keys.prefix(most).compactMap { candidate in
            let other = folded(candidate)
            if other == plain { return (0, candidate) }
            // The last parts alone, or too many of the first.
            if other.hasSuffix(":" + plain) || plain.hasSuffix(":" + other) { return (1, candidate) }
            guard candidate.count <= longest, key.count <= longest, abs(candidate.count - key.count) <= limit else {
                return nil
            }
            let distance = distance(Array(plain.utf8), Array(other.utf8))
            return distance <= limit ? (1 + distance, candidate) : nil
        }
        return ranked.sorted { ($0.rank, $0.key) < ($1.rank, $1.key) }.prefix(3).map(\.key)
    }

    /// Keys that differ in case, or in what joins their parts, are one.
    private static func folded(_ key: String) -> String {
        key.lowercased().replacing("__", with: ":").replacing("/", with: ":").replacing(".", with: ":")
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, byte) in left.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let best = min(row[j] + 1, row[j + 1] + 1, corner + (byte == other ? 0 : 1))
                corner = row[j + 1]
                row[j + 1] = best
            }
        }
        return row[right.count]
    }
}

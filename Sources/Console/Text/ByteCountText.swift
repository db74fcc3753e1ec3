/// Amounts of bytes as people read them.
public enum ByteCountText {
    /// `512 B`, `1.5 kB`, `12.3 MB`, in steps of 1000 as Docker and the SI have them.
    /// - Parameter bytes: the amount; a negative one keeps its sign.
    public static func text(bytes: Int64) -> String {
        let magnitude = bytes.magnitude
        let sign = bytes < 0 ? "-" : ""
        guard magnitude >= 1000 else { return "\(sign)\(magnitude) B" }
        var unit: UInt64 = 1000
        var names = ["MB", "GB", "TB", "PB", "EB"][...]
        var name = "kB"
        // 999 950 bytes would be shown as 1000.0 kB, so they are already a megabyte.
        while let next = names.first, magnitude >= unit * 1000 - unit / 20 {
            names.removeFirst()
            unit *= 1000
            name = next
        }
        let tenths = (magnitude / (unit / 100) + 5) / 10
        return "\(sign)\(tenths / 10).\(tenths % 10) \(name)"
    }
}

import RandomTestSupport

extension SeededGenerator {
    /// Neighbouring seeds must not give numbers that are each other's, one step apart.
    init(seed: Int) { self.init(seed: UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ 1) }
}

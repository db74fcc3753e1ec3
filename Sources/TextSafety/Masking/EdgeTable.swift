/// Where the states of an automaton lead, by state and byte: one flat table with open addressing.
struct EdgeTable: Sendable {
    // A key is state and byte, plus one; 0 marks a free place.
    private var keys: [UInt64]
    private var targets: [Int32]
    private var count = 0

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        keys = [UInt64](repeating: 0, count: size)
        targets = [Int32](repeating: 0, count: size)
    }

    /// The state that a byte leads to; `nil` where there is no edge.
    func target(of state: Int32, _ byte: UInt8) -> Int32? {
        let key = Self.key(state, byte)
        var place = Self.place(key, keys.count)
        while keys[place] != 0 {
            if keys[place] == key { return targets[place] }
            place = (place + 1) & (keys.count - 1)
        }
        return nil
    }

    mutating func add(_ target: Int32, from state: Int32, _ byte: UInt8) {
        if (count + 1) * 2 > keys.count { grow() }
        put(Self.key(state, byte), target)
        count += 1
    }

    private mutating func grow() {
        let (oldKeys, oldTargets) = (keys, targets)
        keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
        targets = [Int32](repeating: 0, count: oldKeys.count * 2)
        for (key, target) in zip(oldKeys, oldTargets) where key != 0 { put(key, target) }
    }

    private mutating func put(_ key: UInt64, _ target: Int32) {
        var place = Self.place(key, keys.count)
        while keys[place] != 0 { place = (place + 1) & (keys.count - 1) }
        keys[place] = key
        targets[place] = target
    }

    private static func key(_ state: Int32, _ byte: UInt8) -> UInt64 {
        UInt64(UInt32(bitPattern: state)) << 8 | UInt64(byte) + 1
    }

    // Fibonacci hashing (Knuth, TAOCP 3, 6.4).
    private static func place(_ key: UInt64, _ size: Int) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & (size - 1)
    }
}

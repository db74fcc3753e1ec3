/// What a worker is to be told of the record, and in which order.
///
/// A record is told as it was told before, one thing after the other. Where steps were taken off it, what came after the
/// first of them may have to come in another order: a branch that waits for a step to be done again asks for nothing
/// further meanwhile. From there on, what was asked for is told, in the old order. The recipe is in the same state at
/// each of its waits then as now, so that a later process tells the same in the same order.
struct DeliveryQueue {
    private var deliveries: [ReplayLog.Delivery?] = []
    private var places: [ReplayLog.Delivery: Int] = [:]
    /// What comes before this place is told strictly in order.
    private var strictEnd = Int.max
    private var start = 0
    /// Places behind `strictEnd` that can be told, in order.
    private var asked: [Int] = []
    private var count = 0

    var isEmpty: Bool { count == 0 }

    /// Whether a part of it is told as it is asked for.
    var isLoosened: Bool { strictEnd != Int.max }

    /// Whether the next thing to tell is the next one in order, asked for or not.
    var isNextStrict: Bool { start < min(strictEnd, deliveries.count) }

    mutating func append(_ delivery: ReplayLog.Delivery) {
        places[delivery] = deliveries.count
        // Nobody has to ask for a cancellation.
        if case .cancel = delivery, strictEnd <= deliveries.count { asked.append(deliveries.count) }
        deliveries.append(delivery)
        count += 1
    }

    /// Lets everything from a delivery on be told as it is asked for.
    mutating func loosen(from delivery: ReplayLog.Delivery) {
        guard let place = places[delivery], place < strictEnd else { return }
        for index in place..<min(strictEnd, deliveries.count) {
            if case .cancel = deliveries[index] { asked.append(index) }
        }
        asked.sort()
        strictEnd = place
    }

    /// Notes that a delivery was asked for.
    mutating func ask(_ delivery: ReplayLog.Delivery) {
        guard let place = places[delivery], place >= strictEnd else { return }
        var (low, high) = (0, asked.count)
        while low < high {
            let middle = low + (high - low) / 2
            if asked[middle] < place { low = middle + 1 } else { high = middle }
        }
        if low < asked.count, asked[low] == place { return }
        asked.insert(place, at: low)
    }

    mutating func remove(_ delivery: ReplayLog.Delivery) {
        guard let place = places.removeValue(forKey: delivery) else { return }
        deliveries[place] = nil
        count -= 1
        if place >= strictEnd { asked.removeAll { $0 == place } }
        skip()
    }

    /// The next thing to tell: in the strict part whether it was asked for or not.
    var next: ReplayLog.Delivery? {
        isNextStrict ? deliveries[start] : asked.first.flatMap { deliveries[$0] }
    }

    /// Marks the next thing as told.
    mutating func advance() {
        guard let next else { return }
        if isNextStrict {
            start += 1
        } else {
            asked.removeFirst()
        }
        if let place = places.removeValue(forKey: next) { deliveries[place] = nil }
        count -= 1
        skip()
    }

    private mutating func skip() {
        while isNextStrict, deliveries[start] == nil { start += 1 }
    }

    /// What is left of the strict part, in its order.
    var ordered: some Sequence<ReplayLog.Delivery> {
        deliveries[min(start, deliveries.count)..<min(max(start, strictEnd), deliveries.count)].lazy.compactMap { $0 }
    }

    /// All that is left, in order.
    var rest: [ReplayLog.Delivery] { deliveries.compactMap { $0 } }
}

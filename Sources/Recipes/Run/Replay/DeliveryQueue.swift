/// What is to be delivered of the record to a worker, and in which order.
///
/// A record is delivered as it was delivered before, one thing after the other. Where steps were taken off it, what
/// came after the first of them may have to come in another order: a branch that waits for a step to be done again
/// requests nothing further meanwhile. From there on, what was requested is delivered, in the old order. The recipe is
/// in the same state at each of its waits then as now, so that a later process delivers the same in the same order.
struct DeliveryQueue {
    private var deliveries: [ReplayLog.Delivery?] = []
    private var places: [ReplayLog.Delivery: Int] = [:]
    /// What comes before this place is delivered strictly in order.
    private var strictEnd = Int.max
    private var start = 0
    /// Places behind `strictEnd` that can be delivered, in order.
    private var asked: [Int] = []
    private var count = 0

    var isEmpty: Bool { count == 0 }

    /// Whether a part of it is delivered as it is requested.
    var isLoosened: Bool { strictEnd != Int.max }

    /// Whether the next thing to deliver is the next one in order, requested or not.
    var isNextStrict: Bool { start < min(strictEnd, deliveries.count) }

    mutating func append(_ delivery: ReplayLog.Delivery) {
        places[delivery] = deliveries.count
        // Nobody has to request a cancellation.
        if case .cancel = delivery, strictEnd <= deliveries.count { asked.append(deliveries.count) }
        deliveries.append(delivery)
        count += 1
    }

    /// Lets everything from a delivery on be delivered as it is requested.
    mutating func loosen(from delivery: ReplayLog.Delivery) {
        guard let place = places[delivery], place < strictEnd else { return }
        for index in place..<min(strictEnd, deliveries.count) {
            if case .cancel = deliveries[index] { asked.append(index) }
        }
        asked.sort()
        strictEnd = place
    }

    /// Notes that a delivery was requested.
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

    /// The next thing to deliver: in the strict part whether it was requested or not.
    var next: ReplayLog.Delivery? {
        isNextStrict ? deliveries[start] : asked.first.flatMap { deliveries[$0] }
    }

    /// Marks the next thing as delivered.
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

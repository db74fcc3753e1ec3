import Foundation
import Synchronization
import Testing

@testable import Threads

@Suite(.timeLimit(.minutes(10))) struct BlockingWorkTests {
    /// More than there are processors: on the threads of tasks they would wait for each other without end.
    @Test func whatBlocksHoldsNobodyUp() async throws {
        let count = 16
        let gate = Gate()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<count {
                group.addTask {
                    try await BlockingWork.value {
                        gate.wait()
                        return number
                    }
                }
            }
            while gate.arrived < count { await Task.yield() }
            for _ in 0..<count { gate.open() }
            var sum = 0
            for try await number in group { sum += number }
            #expect(sum == count * (count - 1) / 2)
        }
    }

    @Test func moreThanThereAreThreadsAreAllDone() async throws {
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<5_000 {
                group.addTask {
                    try await BlockingWork.value {
                        // Long enough that all threads are taken and the rest of them wait in the queue.
                        usleep(100)
                        return number
                    }
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(done.count == 5_000)
    }

    @Test func tasksThatPreferThemMayBlockToo() async {
        let gate = Gate()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask(executorPreference: BlockingWork.executor) { gate.wait() }
            }
            while gate.arrived < 16 { await Task.yield() }
            for _ in 0..<16 { gate.open() }
        }
        #expect(gate.arrived == 16)
    }

    @Test func anErrorIsHandedOn() async {
        await #expect(throws: CocoaError.self) { try await BlockingWork.value { throw CocoaError(.fileNoSuchFile) } }
    }

    @Test func aQueueWithoutThreadsIsWorkedOffByWhoeverAsks() {
        let queue = JobQueue()
        let order = Order()
        for number in 0..<3 {
            #expect(queue.add({ order.append(number) }, maximumThreadCount: 1) == (number == 0))
        }
        #expect(queue.loseThread())
        queue.work(untilEmpty: true)
        #expect(order.numbers == [0, 1, 2])
    }
}

/// Holds threads back until it is opened for each of them.
private final class Gate: Sendable {
    private let count = Atomic(0)
    private let semaphore = DispatchSemaphore(value: 0)

    var arrived: Int { count.load(ordering: .relaxed) }

    func wait() {
        count.add(1, ordering: .relaxed)
        semaphore.wait()
    }

    func open() { semaphore.signal() }
}

private final class Order: Sendable {
    private let state = Mutex<[Int]>([])

    var numbers: [Int] { state.withLock { $0 } }

    func append(_ number: Int) { state.withLock { $0.append(number) } }
}

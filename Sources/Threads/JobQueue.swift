internal import Glibc

/// Jobs in the order in which they came, and how many threads work them off. An idle thread stays for a while.
///
/// Unchecked, because all that changes is guarded by the mutex beside it, which has to be one of the system's for the
/// condition that idle threads wait for.
final class JobQueue: @unchecked Sendable {
    /// Seconds an idle thread waits for more.
    private static let timeout = 10

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [@Sendable () -> Void] = []
    private var next = 0
    private var threads = 0
    private var idle = 0

    init() {
        mutex.initialize(to: pthread_mutex_t())
        arrival.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The wall clock may be set back, and then nobody would ever give up waiting.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(arrival, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(arrival)
        pthread_mutex_destroy(mutex)
        arrival.deallocate()
        mutex.deallocate()
    }

    /// Adds a job.
    /// - Returns: whether the caller has to start a thread for it, which is counted already.
    func add(_ job: @escaping @Sendable () -> Void, maximumThreadCount: Int) -> Bool {
        guarded {
            jobs.append(job)
            if idle > 0 {
                pthread_cond_signal(arrival)
                // As many jobs as idle threads are taken care of.
                if jobs.count - next <= idle { return false }
            }
            guard threads < maximumThreadCount else { return false }
            threads += 1
            return true
        }
    }

    /// Takes a thread off that could not be started.
    /// - Returns: whether no other one is left.
    func loseThread() -> Bool {
        guarded {
            threads -= 1
            return threads == 0
        }
    }

    /// Works jobs off.
    /// - Parameter untilEmpty: whether it ends when there are none, as for a thread that has other things to do.
    func work(untilEmpty: Bool = false) {
        while let job = take(waits: !untilEmpty) { job() }
    }

    /// The next job; `nil` where none came for a while, and then the thread no longer counts.
    private func take(waits: Bool) -> (@Sendable () -> Void)? {
        guarded {
            if next == jobs.count, waits { waitForArrival() }
            guard next < jobs.count else {
                if waits { threads -= 1 }
                return nil
            }
            defer {
                next += 1
                if next == jobs.count || next > 1024 {
                    jobs.removeFirst(next)
                    next = 0
                }
            }
            return jobs[next]
        }
    }

    private func waitForArrival() {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        end.tv_sec += Self.timeout
        idle += 1
        while next == jobs.count, pthread_cond_timedwait(arrival, mutex, &end) == 0 {}
        idle -= 1
    }

    private func guarded<Value>(_ body: () -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}

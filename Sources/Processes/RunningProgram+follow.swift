internal import Glibc

extension RunningProgram {
    /// How long what was killed may take to be gone.
    private static let killTimeout = Duration.seconds(30)

    /// Looks after the program until it is over.
    mutating func follow() throws -> ProgramEnding {
        while true {
            wait()
            switch phase {
            case .running:
                if hasEnded, outputs.allSatisfy({ $0 == nil }) { return child.finish() }
                if let reason = overdue { beginEnding(reason) }
            case .ending(let reason, let killAt, _):
                if isGone(killAt) {
                    for stream in outputs.indices { drain(stream) }
                    _ = child.finish()
                    throw reason
                }
            }
        }
    }

    /// The limit that has passed, if one has.
    private var overdue: ProgramError? {
        let now = ContinuousClock.now
        if let deadline, let limit = run.limit, now >= deadline { return .timedOut(limit) }
        if let silence = run.silence, outputs[0] != nil, now >= lastOutput + silence { return .silent(silence) }
        return nil
    }

    private mutating func beginEnding(_ reason: any Error) {
        guard case .running = phase else { return }
        phase = .ending(reason, killAt: .now + run.grace, signalled: [])
        pause = .milliseconds(5)
        input = nil
    }

    /// Tells what is left to end, or kills it.
    /// - Returns: whether nothing is left, or nothing can be done about it.
    private mutating func isGone(_ killAt: ContinuousClock.Instant) -> Bool {
        guard case .ending(_, _, var signalled) = phase else { return false }
        let left = child.remaining(in: ProcessTable())
        if left.isEmpty { return true }
        let now = ContinuousClock.now
        if now >= killAt {
            for process in left { kill(process, SIGKILL) }
            if now >= killAt + Self.killTimeout {
                phase = .ending(ProgramError.unkillable(left), killAt: killAt, signalled: signalled)
                return true
            }
        } else {
            for process in left where signalled.insert(process).inserted { kill(process, SIGTERM) }
            if case .ending(let reason, _, _) = phase { phase = .ending(reason, killAt: killAt, signalled: signalled) }
        }
        pause = min(pause * 2, .milliseconds(100))
        return false
    }

    /// Waits until something can be done, and does it.
    private mutating func wait() {
        var requests: [pollfd] = []
        func add(_ descriptor: Int32?, _ events: Int32) -> Int? {
            guard let descriptor else { return nil }
            requests.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
            return requests.count - 1
        }
        let isRunning = if case .running = phase { true } else { false }
        let news = hasEnded ? nil : add(child.notice, POLLIN)
        let alarmIndex = isRunning ? add(alarm.descriptor, POLLIN) : nil
        let streams = outputs.map { add($0?.number, POLLIN) }
        let writing = add(input?.number, POLLOUT)
        _ = poll(&requests, nfds_t(requests.count), timeout)
        func isReady(_ index: Int?) -> Bool { index.map { requests[$0].revents != 0 } ?? false }
        if isReady(news) { takeNews() }
        for (stream, index) in streams.enumerated() where isReady(index) { take(stream) }
        if isReady(writing) { feed() }
        if isReady(alarmIndex) { beginEnding(CancellationError()) }
    }

    /// Milliseconds until something is due; -1 where nothing is.
    private var timeout: Int32 {
        // Below a second always, so that attoseconds are all of it.
        if case .ending = phase { return Int32(clamping: pause.components.attoseconds / 1_000_000_000_000_000) }
        let dues = [deadline, outputs[0] == nil ? nil : run.silence.map { lastOutput + $0 }].compactMap(\.self)
        guard let due = dues.min() else { return -1 }
        let left = (due - .now).components
        guard left.seconds >= 0, left.attoseconds >= 0 else { return 0 }
        // A day at a time is often enough, and no number is too large then.
        return Int32(clamping: min(left.seconds, 86_400) * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1)
    }

    private mutating func takeNews() {
        do {
            hasEnded = try child.look()
        } catch {
            hasEnded = true
            beginEnding(error)
        }
    }

    private mutating func feed() {
        guard let descriptor = input?.number else { return }
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) }
        // Who does not want to read on has closed its end, which is no failure.
        if rest.isEmpty || (count < 0 && errno != EAGAIN && errno != EINTR) { input = nil }
    }

    /// Takes what a stream has.
    /// - Returns: whether there may be more.
    @discardableResult
    private mutating func take(_ stream: Int) -> Bool {
        guard let descriptor = outputs[stream]?.number else { return false }
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EAGAIN || errno == EINTR { return errno == EINTR }
        guard count > 0 else {
            outputs[stream] = nil
            return false
        }
        do {
            try buffer.withUnsafeBytes { try sinks[stream](UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
        } catch {
            outputs[stream] = nil
            beginEnding(error)
        }
        if stream == 0 { lastOutput = .now }
        return true
    }

    /// Takes what is there and no more: what has left this program's reach may hold the stream for ever.
    private mutating func drain(_ stream: Int) {
        for _ in 0..<256 { guard take(stream) else { return } }
    }
}

import Foundation
import Synchronization

/// The processes that a step's command has started, wherever they went.
///
/// A process can leave its group and its session, but it keeps the environment it was started with unless it goes out of
/// its way: so all of a step's are found in `/proc` by the mark in theirs.
struct StepProcesses: Sendable {
    /// The variable that carries the step's token.
    static let mark = "MOONDOCK_STEP"

    private let needle: [UInt8]

    /// - Parameter token: the step's token.
    init(token: String) { needle = Array("\(Self.mark)=\(token)".utf8) }

    /// The processes there are.
    var all: [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { $0 != getpid() && isMarked($0) }
    }

    /// Tells them to end, and kills those that have not after a while, until none is left.
    func end(grace: Duration = .zero) async {
        var found = all
        if found.isEmpty { return }
        let deadline = ContinuousClock.now + grace
        if grace > .zero { for process in found { kill(process, SIGTERM) } }
        while true {
            found = all
            if found.isEmpty { return }
            if ContinuousClock.now >= deadline { for process in found { kill(process, SIGKILL) } }
            // Not cut short by a cancelled task.
            await Task { try? await Task.sleep(for: .milliseconds(20)) }.value
        }
    }

    private func isMarked(_ process: pid_t) -> Bool {
        guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ") else { return false }
        return environment.split(separator: 0).contains { $0.elementsEqual(needle) }
    }
}

/// Whether a command's time is over.
final class Expiry: Sendable {
    private let passed = Atomic(false)

    var hasPassed: Bool { passed.load(ordering: .relaxed) }

    func pass() { passed.store(true, ordering: .relaxed) }
}

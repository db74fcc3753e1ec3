import Foundation
import Synchronization

/// Kills this process, as `kill -9` would, when it passes a point for the n-th time.
final class KillSwitch: Sendable {
    private let passed = Atomic(0)
    private let fatal: Int?
    private let killsWorker: Bool

    /// - Parameters:
    ///   - fatal: which point is the last, from 1; `nil` for none.
    ///   - killsWorker: whether it is not this process that is killed, but the one that holds the recipe.
    init(fatal: Int?, killsWorker: Bool = false) {
        self.fatal = fatal
        self.killsWorker = killsWorker
    }

    /// How many points were passed.
    var count: Int { passed.load(ordering: .relaxed) }

    func pass() {
        let number = passed.wrappingAdd(1, ordering: .relaxed).newValue
        guard number == fatal else { return }
        guard !killsWorker else { return Self.killWorkers() }
        kill(getpid(), SIGKILL)
        // The signal is on its way; nothing more may happen.
        while true { pause() }
    }

    private static func killWorkers() {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        for thread in threads {
            let children = (try? String(contentsOfFile: "/proc/self/task/\(thread)/children", encoding: .utf8)) ?? ""
            for child in children.split(separator: " ").compactMap({ Int32($0) }) {
                let name = try? String(contentsOfFile: "/proc/\(child)/comm", encoding: .utf8)
                if name?.hasPrefix("moondock-worker") == true { kill(child, SIGKILL) }
            }
        }
    }
}

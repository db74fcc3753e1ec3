import Foundation
import Synchronization
import TextSafety

/// The lines of a step that an earlier process of the run has logged.
///
/// What a program prints can be read once more from its beginning; this tells which of it has been seen already. Lines are
/// counted and not placed: two streams may come in another order than they did.
public final class ShownLines: Sendable {
    private let counts: Mutex<[Substring: Int]>
    private let beginning: String

    /// Reads the run's log.
    /// - Parameter step: the step; what was logged before it was first started is of another attempt.
    public init(of step: StepContext) {
        let beginning = Self.beginning(of: step.path)
        self.beginning = beginning
        let start = step.startedAt.text
        var counts: [Substring: Int] = [:]
        let url = RunLog(run: step.run.id, of: step.run.project).url
        if let data = try? Data(contentsOf: url, options: .mappedIfSafe) {
            for line in data.split(separator: 10) {
                guard let space = line.firstIndex(of: 32) else { continue }
                let rest = line[line.index(after: space)...]
                guard rest.starts(with: beginning.utf8), !line[..<space].lexicographicallyPrecedes(start.utf8) else {
                    continue
                }
                counts[Substring(decoding: rest, as: UTF8.self), default: 0] += 1
            }
        }
        self.counts = Mutex(counts)
    }

    private static func beginning(of path: String) -> String { "[\(path)] | " }

    /// Whether a line was logged and is not to be logged again. It is asked once for each time that the line comes.
    func take(_ line: String) -> Bool {
        let logged = Substring(SafeText.indented(beginning + line))
        return counts.withLock { counts in
            guard let count = counts[logged], count > 0 else { return false }
            counts[logged] = count - 1
            return true
        }
    }
}

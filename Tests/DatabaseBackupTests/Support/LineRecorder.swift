import DatabaseBackup
import Synchronization

/// Keeps what an observer hears.
final class LineRecorder: Sendable {
    private let kept = Mutex<(lines: [String], bytes: [Int64])>(([], []))

    var lines: [String] { kept.withLock { $0.lines } }
    var bytes: [Int64] { kept.withLock { $0.bytes } }

    func append(_ line: String) {
        kept.withLock { $0.lines.append(line) }
    }

    var observer: BackupObserver {
        BackupObserver(
            progress: { [self] bytes in kept.withLock { $0.bytes.append(bytes) } },
            log: { [self] in append($0) })
    }
}

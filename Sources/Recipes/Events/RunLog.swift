public import Foundation
public import Journal
import LuaValues
import Synchronization
import TextSafety
import WorkerProtocol

/// The text log of one run on disk: everything that happened, each line with its time and step.
public final class RunLog: Sendable {
    private struct State {
        var file: FileHandle?
        var buffer: [UInt8] = []
        var fault: String?
    }

    /// Where the log is.
    public let url: URL
    private let folder: URL
    private let state = Mutex(State())
    /// Output is written in pieces of this size; every other event writes what is there.
    private static let bufferSize = 32 << 10

    /// Makes a log that begins with the first event; an existing one is continued.
    public init(run: RunID, of project: Project) {
        url = project.folder(of: run.description).appendingPathComponent("log")
        folder = project.state
    }

    /// What kept some of it from being written.
    public var fault: String? { state.withLock { $0.fault } }

    /// Writes an event.
    public func receive(_ event: RunEvent) {
        guard let line = Self.line(for: event) else { return }
        state.withLock { state in
            state.buffer += line.utf8
            state.buffer.append(10)
            if case .stepOutput = event.kind, state.buffer.count < Self.bufferSize { return }
            flush(&state)
        }
    }

    /// A log that cannot be written must not stop a deployment; whoever executes the run reports it once, at the end.
    private func flush(_ state: inout State) {
        defer { state.buffer.removeAll(keepingCapacity: true) }
        guard state.fault == nil, !state.buffer.isEmpty else { return }
        do {
            if state.file == nil { state.file = try open() }
            try state.file?.write(contentsOf: state.buffer)
        } catch let error as JournalError {
            state.fault = error.fileFault
        } catch {
            state.fault = "\(url.path) cannot be written: \((error as NSError).localizedDescription)"
        }
    }

    private func open() throws -> FileHandle {
        let folder = StateFolder(existing: folder)
        try folder.makeFolder(for: url)
        return FileHandle(fileDescriptor: try folder.open(url, O_WRONLY | O_APPEND), closeOnDealloc: true)
    }

    private static func line(for event: RunEvent) -> String? {
        guard let text = text(for: event.kind) else { return nil }
        // A line of ours begins with a time, and no other one does.
        return "\(event.at.text) \(SafeText.indented(text))"
    }

    private static func text(for kind: RunEvent.Kind) -> String? {
        switch kind {
        case .runStarted(let start):
            let place = start.environment.map { " for \($0)" } ?? ""
            let replay = start.replayedSteps > 0 ? ", continued after \(start.replayedSteps) steps" : ""
            return "run \(start.run) of \(start.recipe)\(place)\(replay)"
        case .scopeOpened(let scope): return "[\(scope.path)] \(scope.kind) \(scope.title)"
        case .scopeClosed(let path, let failure): return failure.map { "[\(path)] ended: \($0)" }
        case .branchOpened, .branchClosed, .stepProgress: return nil
        // What was taken from the journal is in the log already.
        case .stepStarted(let step) where step.isReplayed: return nil
        case .stepEnded(_, let outcome) where outcome.isReplayed: return nil
        case .stepStarted(let step): return "[\(step.path)] \(step.primitive) \(step.title) (\(step.position))"
        case .stepOutput(let path, let line): return "[\(path)] | \(line)"
        case .stepWaiting(let path, let wait):
            let since = wait.since.map { ", since \($0.text)" } ?? ""
            return "[\(path)] waits: \(wait.reason)\(since)\(wait.until.map { ", until \($0.text)" } ?? "")"
        case .stepEnded(let path, let outcome): return "[\(path)] \(outcome.text)"
        case .log(let path, let level, let message):
            return "\(path.isEmpty ? "" : "[\(path)] ")\(level.rawValue): \(message)"
        case .notice(let message): return "note: \(message)"
        case .runEnded(let outcome): return "run \(outcome.status.rawValue)\(outcome.summary.map { ": \($0)" } ?? "")"
        }
    }
}

extension StepOutcome {
    fileprivate var text: String {
        let time = "in \(Duration.seconds(duration).text)"
        switch kind {
        case .done(let summary): return "done \(time)\(summary.map { ": \($0)" } ?? "")"
        case .failed(let message): return "failed \(time): \(message)"
        case .cancelled: return "cancelled \(time)"
        case .parked: return "parked"
        }
    }
}

extension Timestamp {
    /// The moment as RFC 3339 text in UTC.
    public var text: String {
        date.formatted(
            .iso8601.year().month().day().timeZone(separator: .omitted).time(includingFractionalSeconds: true))
    }
}

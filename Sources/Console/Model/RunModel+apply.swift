import Journal
import LuaValues
import Recipes
import WorkerProtocol

extension RunModel {
    /// Takes an event and gives what is worth a line.
    mutating func apply(_ event: RunEvent) -> [TranscriptLine] {
        take(event).filter { line in line.path.map(isTimeLimit) != true }
    }

    private mutating func take(_ event: RunEvent) -> [TranscriptLine] {
        switch event.kind {
        case .runStarted(let run):
            begin(run, at: event.at)
            return lines(of: run)
        case .scopeOpened(let opening): return open(opening, at: event.at)
        case .scopeClosed(let path, let failure): return close(path, failure: failure, at: event.at)
        case .branchOpened(let path):
            setBranch(path, .running(since: event.at))
            return []
        case .branchClosed(let path, let failure): return closeBranch(path, failure: failure)
        case .stepStarted(let step):
            let opened = open(step, at: event.at)
            return opened.isHeld ? [] : [started(opened)]
        case .stepOutput(let path, let line): return goLive() + output(line, of: path)
        case .stepProgress(let path, let progress): return goLive() + take(progress, of: path, at: event.at)
        case .stepWaiting(let path, let wait): return goLive() + take(wait, of: path, at: event.at)
        case .stepEnded(let path, let outcome): return end(path, outcome)
        case .log(let path, let level, let message):
            let place = path.isEmpty ? nil : path
            return [TranscriptLine(marker: level.marker, depth: depth(inside: path), path: place, title: message)]
        case .notice(let message): return [TranscriptLine(marker: .notice, title: message)]
        case .runEnded: return []
        }
    }

    private func lines(of run: RunStart) -> [TranscriptLine] {
        let environment = run.environment.map { " on \($0)" } ?? ""
        var lines = [
            TranscriptLine(
                marker: .runStarted, title: "run \(run.run): \(run.recipe)\(environment)", detail: run.summary)
        ]
        if !run.parameters.isEmpty {
            let given = run.parameters.sorted { $0.key < $1.key }.map {
                "\($0.key)=\($0.value.string ?? "\($0.value)")"
            }
            lines.append(TranscriptLine(marker: .info, title: given.joined(separator: " ")))
        }
        if run.replayedSteps > 0 {
            let count = run.replayedSteps == 1 ? "1 finished step" : "\(run.replayedSteps) finished steps"
            lines.append(TranscriptLine(marker: .replayed, title: "continues after \(count)"))
        }
        return lines
    }

    private mutating func open(_ opening: ScopeOpening, at moment: Timestamp) -> [TranscriptLine] {
        let scope = OpenScope(opening, at: moment, order: takeOrder())
        let depth = depth(of: opening.path)
        open(scope)
        let count = scope.branches.count
        let detail = count == 0 ? nil : count == 1 ? "1 branch" : "\(count) branches"
        return [
            TranscriptLine(
                marker: .scopeOpened, depth: depth, path: opening.path, title: scope.title, detail: detail)
        ]
    }

    private mutating func close(_ path: String, failure: String?, at moment: Timestamp) -> [TranscriptLine] {
        guard let scope = closeScope(path) else { return [] }
        let isFromJournal = failure == nil && scope.hasReplayed && !scope.hasWorked
        var line = TranscriptLine(marker: .done, depth: depth(of: path), path: path, title: scope.title)
        if failure != nil { line.marker = .failed } else if isFromJournal { line.marker = .replayed }
        if !isFromJournal { line.duration = moment.seconds(since: scope.openedAt) }
        if let failure, report(failure) { line.detail = failure }
        return [line]
    }

    private mutating func closeBranch(_ path: String, failure: String?) -> [TranscriptLine] {
        setBranch(path, failure.map { .failed($0) } ?? .done)
        // What a time limit ends, its block shows.
        guard !isTimed(path), let failure, report(failure) else { return [] }
        return [TranscriptLine(marker: .failed, depth: depth(of: path), path: path, title: "", detail: failure)]
    }

    /// Something happens in a step now: beginnings that were held back are shown first.
    private mutating func goLive() -> [TranscriptLine] {
        endReplay()
        return releaseHeldSteps().map(started)
    }

    private mutating func output(_ line: String, of path: String) -> [TranscriptLine] {
        change(path) { $0.append(output: line) }
        return [TranscriptLine(marker: .output, depth: depth(of: path), path: path, title: line)]
    }

    private mutating func take(_ progress: StepProgress, of path: String, at moment: Timestamp) -> [TranscriptLine] {
        let isDue = steps[path]?.progressShownAt.map { moment.seconds(since: $0) >= 1 } ?? true
        let isNews = isDue && steps[path]?.progress != progress
        change(path) {
            $0.progress = progress
            ($0.wait, $0.waitsSince) = (nil, nil)
            if isNews { $0.progressShownAt = moment }
        }
        guard isNews else { return [] }
        let percent = progress.percent.map { " \($0)%" } ?? ""
        return [
            TranscriptLine(marker: .progress, depth: depth(of: path), path: path, title: progress.message + percent)
        ]
    }

    private mutating func take(_ wait: Wait, of path: String, at moment: Timestamp) -> [TranscriptLine] {
        change(path) {
            $0.wait = wait
            $0.waitsSince = wait.since ?? moment
        }
        return [
            TranscriptLine(
                marker: .waiting, depth: depth(of: path), path: path, title: steps[path]?.title ?? "",
                detail: wait.reason, since: wait.since.flatMap { moment.seconds(since: $0) < 1 ? nil : $0 },
                until: wait.until)
        ]
    }

    private func started(_ step: OpenStep) -> TranscriptLine {
        let path = step.start.path
        return TranscriptLine(marker: .started, depth: depth(of: path), path: path, title: step.title)
    }

    private mutating func end(_ path: String, _ outcome: StepOutcome) -> [TranscriptLine] {
        let step = closeStep(path, isReplayed: outcome.isReplayed)
        var line = TranscriptLine(marker: .done, depth: depth(of: path), path: path, title: step?.title ?? "")
        line.duration = outcome.isReplayed ? nil : outcome.duration
        switch outcome.kind {
        case .done(let summary):
            line.marker = outcome.isReplayed ? .replayed : .done
            line.detail = outcome.isReplayed ? nil : summary
        case .failed(let message):
            _ = report(message)
            line.marker = .failed
            line.detail = message
            line.tail = step?.tail ?? []
        case .cancelled: line.marker = .cancelled
        case .parked:
            line.marker = .parked
            line.duration = nil
            line.detail = "parked"
        }
        return [line] + releaseHeldSteps().map(started)
    }
}

extension StepProgress {
    /// The part done in whole percent.
    var percent: Int? {
        guard let fraction, fraction.isFinite else { return nil }
        return Int(exactly: (min(1, max(0, fraction)) * 100).rounded(.down))
    }
}

extension LogLevel {
    var marker: TranscriptLine.Marker {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}

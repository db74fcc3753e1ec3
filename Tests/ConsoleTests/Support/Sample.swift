import Journal
import LuaValues
import Recipes
import WorkerProtocol

/// Runs to draw.
enum Sample {
    /// 2025-11-24T12:03:04.000Z
    static let begin = Timestamp(milliseconds: 1_763_985_784_000)
    static let run = RunID("251124-120304-ab12")

    static func at(_ seconds: Double, _ kind: RunEvent.Kind) -> RunEvent {
        RunEvent(at: begin.adding(seconds: seconds), kind)
    }

    static func started(replayed: Int = 0, at seconds: Double = 0) -> RunEvent {
        at(
            seconds,
            .runStarted(
                RunStart(
                    run: run, recipe: "recipes/release.lua", summary: "Release the shop", environment: "production",
                    parameters: ["version": "1.4", "canary": true], replayedSteps: replayed)))
    }

    static func step(_ path: String, _ primitive: String, _ title: String, at seconds: Double) -> RunEvent {
        at(
            seconds,
            .stepStarted(
                StepStart(
                    path: path, primitive: primitive, title: title,
                    position: SourcePosition(chunk: "recipes/release.lua", line: 12), library: nil)))
    }

    static func ended(
        _ path: String, _ outcome: StepOutcome.Kind, after duration: Double = 1.2, isReplayed: Bool = false,
        at seconds: Double
    ) -> RunEvent {
        at(seconds, .stepEnded(path: path, StepOutcome(kind: outcome, duration: duration, isReplayed: isReplayed)))
    }

    static func parallel(_ path: String, _ title: String, _ branches: [String], at seconds: Double) -> RunEvent {
        scope(path, "parallel", title, branches, at: seconds)
    }

    static func scope(
        _ path: String, _ kind: String, _ title: String, _ branches: [String] = [], at seconds: Double
    ) -> RunEvent {
        at(
            seconds,
            .scopeOpened(
                ScopeOpening(
                    path: path, kind: kind, title: title, branches: branches,
                    position: SourcePosition(chunk: "recipes/release.lua", line: 20))))
    }

    static let approval = ApprovalRequest(
        path: "4", message: "Release 1.4 to production?", details: ["image  sha256:ab12cd34", "hosts  web-1 web-2"],
        approvers: ["ops", "eva"], requestedAt: begin, deadline: begin.adding(seconds: 3600))

    static let wait = Wait(
        reason: "approval: Release 1.4 to production?", approval: approval, until: approval.deadline)

    static let diagnostic: Diagnostic = {
        var diagnostic = Diagnostic(
            code: "invalid_option", message: "docker_run: unknown option 'port'",
            excerpt: .init(
                position: SourcePosition(chunk: "recipes/release.lua", line: 19), column: 5, length: 4,
                line: "    port = app.ports,", label: "did you mean 'ports'?"),
            details: ["a container said \u{1b}[2J so"], hint: "moondock docs docker_run",
            traceback: [
                .init(position: SourcePosition(chunk: "recipes/release.lua", line: 19), function: "run"),
                .init(position: SourcePosition(chunk: "recipes/release.lua", line: 12), function: "deploy"),
            ], step: "3/web-2/1")
        diagnostic.resumption = "tries again what failed"
        return diagnostic
    }()

    /// A release that goes well: a build, two branches of which one is inside a scope, and an approval.
    static var release: [RunEvent] {
        [
            started(),
            step("1", "docker_build", "shop-web", at: 0.1),
            at(0.5, .stepOutput(path: "1", line: "Step 1/3 : FROM debian")),
            at(0.6, .stepProgress(path: "1", StepProgress(message: "pulling", fraction: 0.25))),
            at(0.7, .stepProgress(path: "1", StepProgress(message: "pulling", fraction: 0.5))),
            at(2, .stepProgress(path: "1", StepProgress(message: "pulling", fraction: 1))),
            ended("1", .done(summary: "sha256:ab12cd34"), after: 12.3, at: 12.4),
            at(12.4, .log(path: "", level: .warning, message: "the disk of web-2 is 91 % full")),
            at(12.4, .log(path: "", level: .debug, message: "hosts = 2")),
            parallel("2", "deploy", ["web-1", "web-2"], at: 12.5),
            at(12.5, .branchOpened(path: "2/web-1")), at(12.5, .branchOpened(path: "2/web-2")),
            step("2/web-1/1", "docker_run", "shop-web on web-1", at: 12.6),
            scope("2/web-2/1", "with_rollback", "swap", at: 12.6),
            step("2/web-2/1/1", "docker_run", "shop-web on web-2", at: 12.7),
            at(12.8, .stepOutput(path: "2/web-2/1/1", line: "listening on 8080")),
            ended("2/web-1/1", .done(summary: "c0ffee"), at: 13.8),
            at(13.8, .branchClosed(path: "2/web-1", failure: nil)),
            ended("2/web-2/1/1", .done(summary: nil), after: 2, at: 14.7),
            at(14.7, .scopeClosed(path: "2/web-2/1", failure: nil)),
            at(14.7, .branchClosed(path: "2/web-2", failure: nil)),
            at(14.8, .scopeClosed(path: "2", failure: nil)),
            step("3", "wait_for_approval", "release", at: 14.9),
            at(15, .stepWaiting(path: "3", wait)),
            at(15, .notice("waiting in the foreground; Ctrl-C parks the run")),
            ended("3", .done(summary: "approved by eva"), after: 27, at: 42),
            at(42.1, .runEnded(.done(["version": "1.4", "hosts": ["web-1", "web-2"]]))),
        ]
    }

    /// A run whose second branch fails and takes the first one with it.
    static var failure: [RunEvent] {
        [
            started(),
            parallel("1", "deploy", ["web-1", "web-2"], at: 0.1),
            at(0.1, .branchOpened(path: "1/web-1")), at(0.1, .branchOpened(path: "1/web-2")),
            step("1/web-1/1", "docker_run", "shop-web on web-1", at: 0.2),
            step("1/web-2/1", "docker_run", "shop-web on web-2", at: 0.2),
            at(0.3, .stepOutput(path: "1/web-2/1", line: "binding \u{1b}]0;owned\u{7} port 80")),
            at(0.4, .stepOutput(path: "1/web-2/1", line: "address in use")),
            ended("1/web-2/1", .failed(message: "container exited with 1"), at: 1.4),
            at(1.4, .branchClosed(path: "1/web-2", failure: "container exited with 1")),
            ended("1/web-1/1", .cancelled, at: 1.5),
            at(1.5, .branchClosed(path: "1/web-1", failure: nil)),
            at(1.6, .scopeClosed(path: "1", failure: "container exited with 1")),
            at(1.7, .runEnded(.failed(diagnostic))),
        ]
    }

    /// A run that goes on from its journal and parks.
    static var continued: [RunEvent] {
        [
            started(replayed: 2),
            step("1", "docker_build", "shop-web", at: 0),
            ended("1", .done(summary: "sha256:ab12cd34"), isReplayed: true, at: 0),
            scope("2", "with_rollback", "", at: 0),
            step("2/1", "backup_db", "shop", at: 0),
            ended("2/1", .done(summary: nil), isReplayed: true, at: 0),
            at(0, .scopeClosed(path: "2", failure: nil)),
            step("3", "wait_for_approval", "release", at: 0.1),
            at(0.1, .stepWaiting(path: "3", wait)),
            ended("3", .parked, after: 0.1, at: 0.2),
            at(0.2, .runEnded(.parked([ParkedStep(path: "3", wait: wait)]))),
        ]
    }
}

import Foundation
import Testing

/// What ends a process in order, in each state a run can be in.
@Suite(.timeLimit(.minutes(10))) struct SignalTests {
    /// What a run is at when the signal comes.
    enum State: String, CaseIterable, Sendable {
        case computing
        case inAStep
        case sleeping
        case asking
        case waitingForALock

        var recipe: String {
            let last =
                switch self {
                case .computing: "local a, b = ('x'):rep(3e7) .. 'a', ('x'):rep(3e7) .. 'b' while a < b do end"
                case .inAStep: "run_command { shell = \"echo begun; while ! test -e go; do sleep 0.05; done\" }"
                case .sleeping: "sleep \"10m\""
                case .asking: "wait_for_approval \"Go?\""
                case .waitingForALock: "lock(\"one\", { wait = \"1h\" }, function () sleep(0) end)"
                }
            return
                "run_command { shell = \"echo first >> done\" }\n\(last)\nrun_command { shell = \"echo last >> done\" }\n"
        }

        func isReached(_ line: RunLine) -> Bool {
            switch self {
            case .computing: line.type == "step_ended" && line.path == "1"
            case .inAStep: line.line == "begun"
            case .sleeping, .asking, .waitingForALock: line.type == "step_waiting"
            }
        }
    }

    private func done(_ project: SampleProject) throws -> [Substring] {
        try String(contentsOfFile: project.root + "/done", encoding: .utf8).split(separator: "\n")
    }

    private func run(
        _ project: SampleProject, _ state: State, then signal: @escaping @Sendable (LiveCommand) async throws -> Void
    ) async throws -> CommandOutcome {
        try project.recipe(state.recipe)
        try project.write("holder.lua", "lock(\"one\", function () sleep(\"10m\") end)\n")
        let work: @Sendable () async throws -> CommandOutcome = {
            try await project.runMain("--wait") { command in
                try await command.event("the state") { state.isReached($0) }
                try await signal(command)
            }
        }
        guard state == .waitingForALock else { return try await work() }
        let outcome = Handed()
        let holder = try await project.moondock(with: ["run", "holder.lua", "--wait", "--json"]) { holder in
            try await holder.event("the lock") { $0.isStart(of: "sleep") }
            outcome.give(try await work())
            holder.send(SIGINT)
        }
        #expect(holder.code == 130, "\(holder)")
        return try #require(outcome.value)
    }

    @Test(arguments: State.allCases, [SIGINT, SIGTERM])
    func anInterruptCancels(_ state: State, _ signal: Int32) async throws {
        try await SampleProject.with { project in
            let outcome = try await run(project, state) { $0.send(signal) }
            #expect(outcome.code == 130, "\(outcome)")
            #expect(try done(project) == ["first"])
            let run = try #require(outcome.run)
            #expect(try await project.moondock("runs").output.contains("\(run)  cancelled"))
        }
    }

    /// A terminal that goes away takes nobody's work with it.
    @Test(arguments: State.allCases) func aHangUpParks(_ state: State) async throws {
        try await SampleProject.with { project in
            let outcome = try await run(project, state) { command in
                command.send(SIGHUP)
                try project.write("go", "")
            }
            #expect(outcome.code == 3, "\(outcome)")
            #expect(try done(project) == ["first"])
            let run = try #require(outcome.run)
            #expect(try await project.moondock("runs").output.contains("\(run)  parked"))
            guard state != .computing, state != .sleeping else { return }
            let resumed = try await project.moondock("resume", run, "--approve-all", "--json")
            #expect(resumed.code == 0, "\(resumed)")
            #expect(try done(project) == ["first", "last"])
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 130), (SIGHUP, 130)])
    func beforeItHasItsLockARunLeavesNothing(_ signal: Int32, _ code: Int) async throws {
        try await SampleProject.with { project in
            try project.recipe("sleep \"10m\"\n")
            let holder = try await project.runMain("--wait") { holder in
                try await holder.event("the sleep") { $0.isStart(of: "sleep") }
                let outcome = try await project.runMain("--wait-for-lock", "1h") { command in
                    try await command.event("the wait") { $0.message?.hasPrefix("waiting, since") == true }
                    command.send(signal)
                }
                #expect(outcome.code == code, "\(outcome)")
                let run = try #require(outcome.run)
                #expect(try await !project.moondock("runs").output.contains(run))
                holder.send(SIGINT)
            }
            #expect(holder.code == 130, "\(holder)")
        }
    }

    @Test func theSecondInterruptSaysWhatItLeaves() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                defer(function () run_command { shell = "sleep 600 & echo $! > child; echo cleaning; wait" } end)
                sleep "10m"
                """)
            let outcome = try await project.runMain("--wait") { command in
                try await command.event("the sleep") { $0.isStart(of: "sleep") }
                command.send(SIGINT)
                try await command.event("the clean-up") { $0.line == "cleaning" }
                command.send(SIGINT)
            }
            #expect(outcome.code == 130, "\(outcome)")
            #expect(outcome.errors.contains("left as they are") && outcome.errors.contains("run_command"), "\(outcome)")
            let child = try String(contentsOfFile: project.root + "/child", encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            // It may still be the shell's, not yet the program's.
            #expect(outcome.errors.contains("process \(child) ("), "\(outcome)")
            // Whoever decides on the doubt sees what still runs.
            let run = try #require(outcome.run)
            #expect(try await project.moondock("show", run).output.contains("process \(child) (sleep 600)"))
            let resumed = try await project.moondock("resume", run, "--json")
            #expect(resumed.code == 5, "\(resumed)")
            let details = resumed.diagnostic?.details ?? []
            #expect(details.contains { $0.contains("process \(child) (sleep 600)") }, "\(details)")
            kill(try #require(pid_t(child)), SIGKILL)
        }
    }
}

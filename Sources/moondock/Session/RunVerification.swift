import ArgumentParser
import Console
import Journal
import Recipes

/// `moondock verify --run`: a run as its journal has it, held against what was recorded.
struct RunVerification {
    let run: String
    let options: ProjectOptions

    func report() async throws {
        let project = options.project()
        let store = try options.store(of: project)
        let record = try await options.run(run, in: store, of: project)
        let faults = try await store.faults(of: record.id, isTakenUp: false)
        guard !faults.isEmpty else {
            let events = try await store.events(of: record.id).count
            let answers = try await store.approvals(of: record.id).reduce(0) { $0 + $1.answers.count }
            let sources = record.definition.bundle.description.prefix(12)
            return print("✓ \(record.id)  \(events) events, sources \(sources), \(answers) answers")
        }
        print("✗ \(record.id)")
        for fault in faults { print("  \(fault.description)") }
        print("  put a copy of the journal back that is whole")
        if !record.status.isEnded {
            print(
                faults.contains { $0.kind == .sources }
                    ? "  or give the run up: moondock resolve \(record.id) --abandon REASON"
                    : "  or look at the world and go on with it as it is: moondock resume \(record.id) --accept-damage")
        }
        throw ExitCode(5)
    }
}

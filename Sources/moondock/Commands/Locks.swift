import ArgumentParser
import Console
import Foundation
import Journal
import Recipes
import RunReports

struct Locks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "locks",
        abstract: "List the locks that runs hold.",
        discussion: "A lock is free again when its run ends, dies or is cancelled.")

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let locks = try await options.store(of: options.project()).locks()
        if json {
            for lock in locks { print(try JSONText.encode(LockJSON(lock))) }
            return
        }
        guard !locks.isEmpty else {
            print("no lock is held")
            return
        }
        let table = TableOutput(
            columns: [
                .init("LOCK", isFlexible: true), .init("RUN"), .init("STATUS"), .init("BY"), .init("STEP"),
                .init("FOR", isAlignedRight: true),
            ],
            rows: locks.map { lock in
                [
                    lock.request.name, lock.run.description, lock.status.rawValue, lock.requester,
                    lock.request.path.isEmpty ? "-" : lock.request.path,
                    DurationText.text(seconds: Timestamp.now.seconds(since: lock.since)),
                ].map { StyledText($0) }
            })
        print(lines: table.text(width: TerminalSize.of(descriptor: 1)?.columns, palette: .plain), terminator: "")
    }
}

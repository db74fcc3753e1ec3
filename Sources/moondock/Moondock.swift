import ArgumentParser

/// The program. Each command has its name written out: derived from its type, which is the default, it would cost a look
/// through all conformances of the program at each start.
struct Moondock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moondock",
        abstract: "Runs deployment recipes: Lua scripts that survive a crash and go on.",
        discussion: """
            Exit codes:
            \(ExitCodes.lines.joined(separator: "\n"))
            """,
        groupedSubcommands: [
            CommandGroup(name: "Runs", subcommands: [Run.self, Resume.self, Rerun.self, Resolve.self, Cancel.self]),
            CommandGroup(
                name: "Releases", subcommands: [Release.self, Promote.self, Rollback.self, Environments.self, Why.self]),
            CommandGroup(name: "Approvals", subcommands: [Approve.self, Reject.self]),
            CommandGroup(
                name: "What happened", subcommands: [Runs.self, Show.self, Logs.self, Locks.self, Prune.self]),
            CommandGroup(
                name: "Libraries",
                subcommands: [
                    Add.self, Remove.self, Update.self, Fetch.self, Vendor.self, Verify.self, List.self, Diff.self,
                    Publish.self,
                ]),
            CommandGroup(name: "Projects", subcommands: [Init.self, Hosts.self, Doctor.self, Docs.self, Version.self]),
        ])
}

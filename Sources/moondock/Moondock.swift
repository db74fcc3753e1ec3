import ArgumentParser

struct Moondock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "moondock",
        abstract: "Runs deployment recipes: Lua scripts that survive a crash and go on.",
        discussion: """
            Exit codes: 0 done, 1 the recipe failed, 2 wrong input before any effect, 3 the run waits,
            4 refused by policy, grant, trust or lock, 5 a step is in doubt and needs a person, 130 cancelled.
            """,
        groupedSubcommands: [
            CommandGroup(name: "Runs", subcommands: [Run.self, Resume.self, Rerun.self, Resolve.self, Cancel.self]),
            CommandGroup(name: "Approvals", subcommands: [Approve.self, Reject.self]),
            CommandGroup(
                name: "What happened", subcommands: [Runs.self, Show.self, Logs.self, Locks.self, Prune.self]),
            CommandGroup(
                name: "Libraries",
                subcommands: [
                    Add.self, Remove.self, Update.self, Fetch.self, Vendor.self, Verify.self, List.self, Diff.self,
                    Publish.self,
                ]),
            CommandGroup(name: "Projects", subcommands: [Init.self, Doctor.self, Docs.self, Version.self]),
        ])
}

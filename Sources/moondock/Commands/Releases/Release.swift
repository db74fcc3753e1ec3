import ArgumentParser

struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Make releases, look at them, and move them through a registry.",
        discussion: "`moondock promote` deploys one, `moondock docs releases` says what they are.",
        subcommands: [
            ReleaseCreate.self, ReleaseList.self, ReleaseShow.self, ReleaseDiff.self, ReleasePush.self,
            ReleasePull.self,
        ])
}

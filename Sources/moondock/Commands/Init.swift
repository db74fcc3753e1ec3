import ArgumentParser
import Foundation
import Journal
import Recipes

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a new project, or have a group share the state of one.",
        discussion: """
            A new project has a manifest, an environment and a first recipe.

            The folder of journal and logs is private to whoever makes it. With --shared, a group uses it: who is in the \
            group can see runs, answer their questions and resume them. Whoever can write to it decides what runs.
            """)

    @Argument(help: "The folder; it may exist, and nothing in it is overwritten.")
    var folder = "."

    @Flag(help: "Have a group share the project's state; nothing else is made.")
    var shared = false

    @Option(help: ArgumentHelp("With --shared: the group; else the group of the project's folder.", valueName: "name"))
    var group: String?

    @Option(
        help: ArgumentHelp(
            "With --shared: the folder of journal and logs; else MOONDOCK_STATE, else .moondock.", valueName: "folder"))
    var state: String?

    func validate() throws {
        if group != nil || state != nil, !shared { throw ValidationError("--group and --state go with --shared") }
    }

    func run() throws {
        let root = URL(fileURLWithPath: folder)
        if shared { return try share(root) }
        for (path, text) in Self.files {
            let file = root.appendingPathComponent(path)
            if FileManager.default.fileExists(atPath: file.path) {
                print("kept     \(path)")
                continue
            }
            do {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file, options: .withoutOverwriting)
            } catch {
                throw CommandError(1, "cannot write \(file.path): \(error.localizedDescription)")
            }
            print("created  \(path)")
        }
        let enter = folder == "." ? "" : "cd \(folder) && "
        print("try it:  \(enter)moondock run recipes/hello.lua --env local")
    }

    private func share(_ root: URL) throws {
        let named = state ?? ProcessInfo.processInfo.environment["MOONDOCK_STATE"].flatMap { $0.isEmpty ? nil : $0 }
        let project = Project.enclosing(root, state: named.map { URL(fileURLWithPath: $0) })
        guard let status = FileStatus(project.root.path) else {
            throw CommandError(2, "there is no folder \(project.root.path)")
        }
        let id = group.map { UserNames.group(named: $0) } ?? status.group
        guard let id else { throw CommandError(2, "there is no group '\(group ?? "")'") }
        let folder = try StateFolder.share(project.state, with: id)
        guard folder.isShared else {
            throw CommandError(1, "\(project.state.path) does not keep the modes it is given")
        }
        print("shared   \(project.state.path) with the group \(UserNames.group(id))")
        // Who cannot come into the project's folder cannot use its state either.
        if status.mode & 0o050 != 0o050 || status.group != id, status.mode & 0o005 != 0o005 {
            print(
                "note:    the group cannot enter \(project.root.path) itself: chgrp \(UserNames.group(id)) and chmod g+rx it"
            )
        }
    }

    private static let files: [(path: String, text: String)] = [
        (
            "moondock.lua",
            """
            -- The manifest marks the project's root.
            return {
              moondock = "1.0",
            }

            """
        ),
        (
            "environments/local.lua",
            """
            -- Data for `--env local`; the one function here is secret "NAME".
            return {
              greeting = "Hello",
              hosts = {
                -- Without an engine, a host uses the Docker Engine that answers.
                ["here"] = { address = "127.0.0.1" },
              },
            }

            """
        ),
        (
            "recipes/hello.lua",
            """
            local p = recipe {
              summary = "Say hello",
              params  = { name = { "string", default = "world", help = "whom to greet" } },
            }
            local env = environment()

            log(env.greeting .. ", " .. p.name .. "!")

            """
        ),
        (
            ".gitignore",
            """
            .moondock/
            backups/

            """
        ),
    ]
}

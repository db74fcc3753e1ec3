import ArgumentParser
import Foundation

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a new project: a manifest, an environment and a first recipe.")

    @Argument(help: "The folder; it may exist, and nothing in it is overwritten.")
    var folder = "."

    func run() throws {
        let root = URL(fileURLWithPath: folder)
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

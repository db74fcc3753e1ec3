import ArgumentParser
import Foundation
import Journal
import Recipes

struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a run's log, build output included.")

    @Argument(help: "The run; `last` for the newest.")
    var run = "last"

    @Option(help: ArgumentHelp("Only the lines of one step.", valueName: "path"))
    var step: String?

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = options.project()
        let record = try await options.run(run, in: options.store(of: project), of: project)
        let log = RunLog(run: record.id, of: project).url
        guard let file = FileHandle(forReadingAtPath: log.path) else {
            throw CommandError(1, "run \(record.id) has no log at \(log.path)")
        }
        if step == nil {
            while let part = try file.read(upToCount: 1 << 16), !part.isEmpty {
                try FileHandle.standardOutput.write(contentsOf: part)
            }
            return
        }
        let mark = "[\(step ?? "")]"
        for line in try String(decoding: file.readToEnd() ?? Data(), as: UTF8.self).split(separator: "\n")
        where line.split(separator: " ", maxSplits: 2).dropFirst().first.map(String.init) == mark { print(line) }
    }
}

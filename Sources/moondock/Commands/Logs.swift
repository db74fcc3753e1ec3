import ArgumentParser
import Foundation
import Journal
import Recipes
import TextSafety

struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print a run's log, build output included.")

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
        var filter = StepFilter(step)
        var rest: [UInt8] = []
        while let part = try file.read(upToCount: 1 << 16), !part.isEmpty {
            rest += part
            guard let end = rest.lastIndex(of: 10) else { continue }
            for line in rest[..<end].split(separator: 10) where filter.takes(line) { print(SafeText.decoded(line)) }
            rest.removeFirst(end + 1)
        }
        if !rest.isEmpty, filter.takes(rest[...]) { print(SafeText.decoded(rest)) }
    }
}

/// Picks the lines of one step out of a log, or all.
private struct StepFilter {
    private let mark: [UInt8]?
    private var isWanted = true

    init(_ step: String?) { mark = step.map { Array("[\($0)]".utf8) } }

    mutating func takes(_ line: ArraySlice<UInt8>) -> Bool {
        guard let mark else { return true }
        // A further line of what was said before begins with a space.
        if line.first != 0x20 {
            isWanted =
                line.split(separator: 0x20, maxSplits: 2).dropFirst().first.map { $0.elementsEqual(mark) } == true
        }
        return isWanted
    }
}

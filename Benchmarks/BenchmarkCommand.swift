import ArgumentParser
import Foundation

@main
struct BenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        abstract: "Measures Moondock beside named floors, in the same run.",
        discussion: """
            Each line gives the median (least – greatest) of what was measured, the same of its floor, and the ratio of \
            each pair of runs. Nothing is judged: ratios hold on other machines, times do not.
            """)

    @Argument(help: "Only benchmarks whose name contains one of these.")
    var filter: [String] = []

    @Flag(help: "Print the names, measure nothing.")
    var list = false

    @Option(help: "The folder that holds moondock and moondock-worker; else the one of this program.")
    var binaries: String?

    @Flag(help: "Do a hundredth, once: what comes of it are no figures, but whoever cannot be measured is found.")
    var short = false

    @Option(help: "How often to measure; else each benchmark's own number.")
    var runs: Int?

    @Option(help: "Where to put journals and floors' databases: the disk that is measured.")
    var scratch: String?

    @Option(help: "The Docker Engine, such as unix:///run/docker.sock; else DOCKER_HOST, else the current context.")
    var engine: String?

    func validate() throws {
        if let runs, runs < 1 { throw ValidationError("--runs needs a number of at least 1") }
    }

    func run() async throws {
        let benchmarks = Catalogue.all.filter { benchmark in
            filter.isEmpty || filter.contains { benchmark.name.contains($0) }
        }
        guard !benchmarks.isEmpty else {
            throw ValidationError("no benchmark is called so; --list prints the names")
        }
        let report = Report()
        if list { return report.print(namesOf: benchmarks) }
        try await Scratch.with(parent: scratch.map { URL(fileURLWithPath: $0) }) { folder in
            let suite = try await Suite(
                binaries: binaries.map { URL(fileURLWithPath: $0) } ?? Self.ownFolder, scratch: folder,
                engine: SuiteEngine(url: engine), runs: runs, isShort: short)
            report.print(await Machine.description(for: suite))
            var failures = 0
            for benchmark in benchmarks where await !report.print(benchmark, in: suite) { failures += 1 }
            if failures > 0 { throw ExitCode.failure }
        }
    }

    private static var ownFolder: URL {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "benchmarks"
        return URL(fileURLWithPath: own).deletingLastPathComponent()
    }
}

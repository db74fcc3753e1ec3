public import ArgumentParser
public import Console
import Foundation

extension ProgressStyle: ExpressibleByArgument {}
extension ColorMode: ExpressibleByArgument {}

/// How a command shows a run.
struct OutputOptions: ParsableArguments {
    @Option(help: "How progress is shown; else MOONDOCK_PROGRESS.")
    var progress: ProgressStyle?

    @Option(help: "When colours are used.")
    var color: ColorMode = .auto

    @Flag(help: "One JSON object a line; the same as --progress json.")
    var json = false

    /// The console these options request.
    func console() throws -> Console {
        let environment = ProcessInfo.processInfo.environment
        let named = environment["MOONDOCK_PROGRESS"].flatMap(ProgressStyle.init(rawValue:))
        return try Console(style: json ? .json : progress ?? named ?? .auto, color: color)
    }
}

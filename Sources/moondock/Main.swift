import ArgumentParser
import Console
import Foundation
import Journal
import Processes
import Recipes

@main
enum Main {
    /// With fewer than so many threads besides the first nothing gets done.
    private static let leastThreads = 4

    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        // Before there is a second thread, or a child that could look.
        HostProcess.closeToOthers()
        InheritedSecrets.take()
        StandardStreams.complete()
        OpenFiles.raiseLimit()
        guard OpenFiles.limit >= OpenFiles.least else {
            end(
                2, "error: this process may have \(OpenFiles.limit) files open (ulimit -n) and needs \(OpenFiles.least)"
            )
        }
        guard HostProcess.canStart(threads: leastThreads) else { end(2, "error: \(ProgramError.tooManyProcesses)") }
        var name: String?
        do {
            var command = try Moondock.parseAsRoot(arguments)
            name = type(of: command)._commandName
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            leave(0)
        } catch {
            exit(with: error, of: name)
        }
    }

    private static var arguments: [String] {
        let arguments = Array(CommandLine.arguments.dropFirst())
        return arguments == ["--version"] ? ["version"] : arguments
    }

    /// Prints an error the way all errors are printed, and ends with its exit code.
    /// - Parameter command: the command that ran; `nil` where none could be read from the arguments.
    private static func exit(with error: any Error, of command: String?) -> Never {
        switch error {
        case let code as ExitCode: leave(code.rawValue)
        case let error as CommandError: end(error.exitCode, "error: \(error)")
        case let diagnostic as Diagnostic: end(diagnostic.isDenial ? 4 : 2, diagnostic.rendered)
        case let failure as ConsoleError: end(2, "error: \(failure)")
        case let failure as JournalError: end(failure.exitCode, "error: \(failure)")
        case let error as CocoaError: end(1, "error: \(error.reason)")
        case let error as POSIXError: end(1, "error: \(error.localizedDescription)")
        case let wrong as ValidationError where command != nil:
            end(2, "error: \(wrong.message)\n  See 'moondock \(command ?? "") --help' for more information.")
        default:
            let code = Moondock.exitCode(for: error)
            if code.isSuccess { Moondock.exit(withError: error) }
            if let unknown = UnknownCommand(arguments) { end(2, "error: \(unknown.text)") }
            // ArgumentParser ends wrong usage with 64; here it is 2 like all wrong input.
            let text = Moondock.fullMessage(for: error)
            end(2, text.hasPrefix("Error: ") ? "error: " + text.dropFirst("Error: ".count) : text)
        }
    }

    private static func end(_ code: Int32, _ message: String) -> Never {
        Output.report(message)
        Foundation.exit(code)
    }

    /// Ends with a code. What was requested and could not be printed is no success.
    private static func leave(_ code: Int32) -> Never {
        if code == 0, !HostProcess.hasPrintedAll { end(1, "error: standard output cannot be written") }
        Foundation.exit(code)
    }
}

extension CocoaError {
    /// The file and what the system says of it.
    fileprivate var reason: String {
        let nested = (userInfo[NSUnderlyingErrorKey] as? NSError).map(\.localizedDescription)
        // Foundation has no words for some of what it wraps.
        let isMute = (nested ?? localizedDescription).contains("NSCocoaErrorDomain")
        let words = isMute ? "it cannot be read or written" : nested ?? localizedDescription
        return filePath.map { "\($0): \(words)" } ?? words
    }
}

extension JournalError {
    /// The exit code of a command that met this error.
    fileprivate var exitCode: Int32 {
        switch self {
        case .runIsHeld, .lockIsHeld, .fenced, .notAnApprover, .ownRequest, .alreadyDecided, .alreadyAnswered, .voided,
            .noPendingApproval, .turnIsHeld, .unsafe, .laterVersion:
            4
        case .noSuchRun, .ambiguousRun, .runHasEnded, .severalPendingApprovals, .invalidForm: 2
        case .notDurable, .unusable, .replaced: 1
        case .damaged, .damagedBlob, .missingBlob: 5
        }
    }
}

import ArgumentParser
import Console
import Foundation
import Journal
import Recipes

@main
enum Main {
    static func main() async {
        GivenSecrets.take()
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try Moondock.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(with: error)
        }
    }

    private static var arguments: [String] {
        let arguments = Array(CommandLine.arguments.dropFirst())
        return arguments == ["--version"] ? ["version"] : arguments
    }

    /// Tells an error the way all errors are told, and ends with its exit code.
    private static func exit(with error: any Error) -> Never {
        switch error {
        case let code as ExitCode: Foundation.exit(code.rawValue)
        case let refusal as CommandError: end(refusal.exitCode, "error: \(refusal)")
        case let diagnostic as Diagnostic: end(diagnostic.isRefusal ? 4 : 2, diagnostic.rendered)
        case let failure as ConsoleError: end(2, "error: \(failure)")
        case let failure as JournalError: end(failure.exitCode, "error: \(failure)")
        case let error as CocoaError: end(1, "error: \(error.reason)")
        case let error as POSIXError: end(1, "error: \(error.localizedDescription)")
        default:
            let code = Moondock.exitCode(for: error)
            if code.isSuccess { Moondock.exit(withError: error) }
            // ArgumentParser ends wrong usage with 64; here it is 2 like all wrong input.
            end(2, Moondock.fullMessage(for: error))
        }
    }

    private static func end(_ code: Int32, _ message: String) -> Never {
        Output.report(message)
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

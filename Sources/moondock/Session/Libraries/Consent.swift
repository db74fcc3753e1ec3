import ArgumentParser
import Foundation

/// Whether a person agrees to a change.
struct Consent: ParsableArguments {
    @Flag(name: [.long, .short], help: "Say yes to what would be asked, for scripts.")
    var yes = false

    /// Asks, and ends the command where the answer is no.
    /// - Throws: `CommandError`: 4 where the person does not agree, 2 where there is nobody to ask.
    func ask(_ question: String) throws {
        if yes { return }
        guard isatty(0) == 1 else {
            throw CommandError(2, "nothing was changed: there is nobody to ask; look at it, then add --yes")
        }
        print("\(question) [y/N] ", terminator: "")
        fflush(nil)
        guard readLine()?.lowercased().hasPrefix("y") == true else { throw CommandError(4, "nothing was changed") }
    }
}

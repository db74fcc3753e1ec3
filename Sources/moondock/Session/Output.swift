import Console
import Foundation
import Recipes
import Synchronization
import TextSafety

/// Where the text of commands leaves the process. What is secret is masked, and nothing in it acts on a terminal or
/// passes for another line.
///
/// A run is shown by its `Console`, from events that are masked already.
enum Output {
    private static let store = Mutex<SecretStore?>(nil)

    /// The secrets this process was given; every text is masked with them.
    static var secrets: SecretStore {
        store.withLock { known in
            let secrets = known ?? SecretOptions.environment
            known = secrets
            return secrets
        }
    }

    /// Masks with other secrets from now on.
    static func use(_ secrets: SecretStore) { store.withLock { $0 = secrets } }

    /// Text of several lines, each harmless; those of one text are not distinguished.
    static func lines(_ text: String) -> String {
        SafeText.lines(of: secrets.mask(text)).joined(separator: "\n")
    }

    /// Says something that is no result.
    static func report(_ text: String) {
        // What was said before comes before.
        fflush(nil)
        DescriptorOutput(STDERR_FILENO).write(lines(text) + "\n")
    }
}

/// Prints one line to standard output; further lines of the text are indented.
///
/// Takes the place of Swift's own function in this module, whose signature it has for that, so that nothing is printed
/// without being looked at.
func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {
    let text = items.map { "\($0)" }.joined(separator: separator)
    Swift.print(SafeText.indented(Output.secrets.mask(text)), terminator: terminator)
}

/// Prints text of several lines to standard output, such as a tree or a page.
func print(lines text: String, terminator: String = "\n") {
    Swift.print(Output.lines(text), terminator: terminator)
}

import Foundation
import Processes
import RecipeLibraries
import TextSafety

/// The system's git, with the user's credentials and without anybody's hooks.
enum Git {
    /// What git said when it failed.
    struct Failure: Error {
        let text: String

        /// What of its words shows why: what is fatal, what the other side says, else the last line.
        var reason: String {
            let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            let meaningful = lines.filter {
                $0.hasPrefix("fatal: ") || $0.hasPrefix("remote: ") || $0.contains("rejected]")
                    || $0.hasPrefix("error: remote")
            }
            let chosen = meaningful.isEmpty ? Array(lines.suffix(1)) : Array(meaningful.prefix(3))
            let words = chosen.map { String($0.trimmingPrefix("fatal: ")) }.joined(separator: "; ")
            return words.isEmpty ? "git failed without a word" : HiddenCharacters.shown(String(words.prefix(300)))
        }
    }

    /// The maximum number of bytes of a file that git may write, its packs among them.
    private static let largestFile = 512 << 20

    /// How long git may take.
    private static let timeout = Duration.seconds(900)

    /// What a command prints, without white space around it.
    /// - Throws: `Failure`, `LibrarySourceError` where there is no git.
    static func text(_ arguments: [String]) async throws -> String {
        String(decoding: try await run(arguments), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What a command prints.
    /// - Throws: `Failure`, `LibrarySourceError` where there is no git.
    static func run(_ arguments: [String], input: [UInt8] = []) async throws -> [UInt8] {
        let settings = [
            "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "fetch.fsckObjects=true",
            "-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=60",
        ]
        // No file of a library's repository is larger than this, in blocks of 512 bytes; a server that never ends is.
        let script = "ulimit -f \(largestFile / 512); exec git \"$@\""
        // In the foreground, so that ssh can ask for a passphrase; one that says nothing is not waited for either.
        let program = Program(
            path: "/bin/sh", arguments: ["-c", script, "git"] + settings + arguments,
            environment: GitEnvironment.variables(),
            input: input, placement: .foreground)
        do {
            let result = try await ProgramRun(program, limit: timeout).collect(limit: 64 << 20)
            if case .exited(127) = result.ending {
                throw LibrarySourceError(.unreachable, "git is not installed", hint: "sudo apt-get install git")
            }
            guard result.ending.isSuccess else { throw Failure(text: result.errors) }
            return result.output
        } catch ProgramError.timedOut {
            throw Failure(text: "git did not come to an end within \(timeout.components.seconds / 60) minutes")
        } catch let error as ProgramError {
            // Among them: more than is read of any library.
            throw Failure(text: "git was ended: \(error)")
        }
    }
}

import Foundation
import Subprocess

/// The system's git, with the user's credentials and without anybody's hooks.
enum Git {
    /// What git said when it failed.
    struct Failure: Error {
        let text: String

        var lastLine: String {
            text.split(whereSeparator: \.isNewline).last.map { String($0.prefix(200)) } ?? "git failed without a word"
        }
    }

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
        ]
        let environment: [Environment.Key: String?] = [
            "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "/bin/false", "LC_ALL": "C",
            "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil,
        ]
        do {
            let result = try await Subprocess.run(
                .name("git"), arguments: Arguments(settings + arguments), environment: .inherit.updating(environment),
                input: .array(input), output: .bytes(limit: 64 << 20), error: .string(limit: 1 << 16))
            guard result.terminationStatus.isSuccess else { throw Failure(text: result.standardError) }
            return result.standardOutput
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw LibrarySourceError(.unreachable, "git is not installed", hint: "sudo apt-get install git")
        } catch let error as SubprocessError {
            // Among them: more than is read of any library.
            throw Failure(text: "git was ended: \(error)")
        }
    }
}

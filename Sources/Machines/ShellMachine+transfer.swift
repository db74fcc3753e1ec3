internal import Glibc
internal import Processes

extension ShellMachine {
    /// Prints the hash of a file, or of all that a folder holds: names and contents.
    private static let digest = #"""
        digest() {
          if [ -d "$1" ]; then
            (cd -- "$1" && { find . -type f -exec sha256sum {} +; find . ! -type f -print; } | LC_ALL=C sort | sha256sum)
          else sha256sum <"$1"; fi | cut -c 1-64
        }

        """#

    func upload(_ source: String, to path: String, mode: String?, owner: String?) async throws -> String {
        let hash = try await localDigest(of: source)
        let (folder, name) = Self.parts(of: source)
        let head =
            Self.digest + """
                p=\(ShellScript.word(path)); h=\(hash); k=\(ShellScript.word(name))
                m=\(ShellScript.word(mode ?? "")); o=\(ShellScript.word(owner ?? ""))
                command -v sha256sum >/dev/null 2>&1 || end failed "there is no program sha256sum"
                own() {
                  [ -z "$o" ] || e=$(chown -R -- "$o" "$1" 2>&1) || { rm -rf -- "${t:-}"; end failed "$e"; }
                  [ -z "$m" ] || e=$(chmod -- "$m" "$1" 2>&1) || { rm -rf -- "${t:-}"; end failed "$e"; }
                }

                """
        let question = head + #"if [ -e "$p" ] && [ "$(digest "$p")" = "$h" ]; then own "$p"; end same; fi; end other"#
        if try await said(question, doing: "\(path) cannot be looked at") == "same" { return hash }
        let script =
            head + #"""
                umask 022; t=$(dirname -- "$p")/.moondock-$(printf %s "$h" | cut -c 1-16)
                e=$(mkdir -p -- "$(dirname -- "$p")" 2>&1 && rm -rf -- "$t" && mkdir -- "$t" 2>&1) || end failed "$e"
                e=$(tar -xof - -C "$t" 2>&1) || { rm -rf -- "$t"; end failed "$e"; }
                [ "$(digest "$t/$k")" = "$h" ] || { rm -rf -- "$t"; end failed "other bytes have come than were sent"; }
                own "$t/$k"
                if [ -d "$p" ]; then
                  [ -d "$t/$k" ] || { rm -rf -- "$t"; end failed "it is a folder there, and a file here"; }
                  e=$(mv -- "$p" "$t/.former" 2>&1) || { rm -rf -- "$t"; end failed "$e"; }
                fi
                e=$(mv -f -- "$t/$k" "$p" 2>&1) || end failed "$e"
                rm -rf -- "$t"
                end done
                """#
        // What is sent follows the script on the same stream.
        let change: @Sendable (Program) -> Program = { program in
            var whole = program
            whole.path = "/bin/sh"
            whole.name = "sh"
            whole.arguments =
                [
                    "-c", "{ cat; tar -C \"$1\" -cf - -- \"$2\"; } | { shift 2; exec \"$@\"; }", "sh", folder, name,
                    program.path,
                ] + program.arguments
            return whole
        }
        _ = try await said(script, doing: "\(path) cannot be written", by: change)
        return hash
    }

    func download(_ path: String, to archive: String) async throws -> String {
        let (folder, name) = Self.parts(of: path)
        let script =
            Self.digest + """
                p=\(ShellScript.word(path))
                command -v sha256sum >/dev/null 2>&1 || end failed "there is no program sha256sum"
                [ -e "$p" ] || end missing
                h=$(digest "$p")
                tar -C \(ShellScript.word(folder)) -cf - -- \(ShellScript.word(name)) || end failed "it cannot be read whole"
                [ "$(digest "$p")" = "$h" ] || end failed "it changed meanwhile"
                end done "$h"
                """
        let file = open(archive, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure(String(cString: strerror(errno)), doing: "\(archive) cannot be written") }
        defer { close(file) }
        // A second attempt begins at the file's beginning.
        for _ in 0..<3 {
            lseek(file, 0, SEEK_SET)
            ftruncate(file, 0)
            let (end, _) = try await ShellSession(channel: channel, body: script).run { bytes in
                var rest = bytes
                while !rest.isEmpty {
                    let count = Glibc.write(file, rest.baseAddress, rest.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else {
                        throw self.failure(String(cString: strerror(errno)), doing: "\(archive) cannot be written")
                    }
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                }
            }
            guard case .said(let words) = end else { continue }
            if words == "missing" { throw MachineError(.missing, description, "there is no \(path)") }
            if words.hasPrefix("failed") {
                throw failure(String(words.dropFirst(7)), doing: "\(path) cannot be fetched")
            }
            return String(words.dropFirst(5))
        }
        throw await channel.diagnose()
    }

    /// The hash of a file or folder of this machine, as a machine prints it.
    func localDigest(of path: String) async throws -> String {
        let program = Program(
            path: "/bin/sh", arguments: ["-c", Self.digest + "digest \"$1\"", "sh", path],
            environment: ["PATH": MachineCommand.defaultPath])
        let outcome = try await ProgramRun(program).collect()
        let hash = String(decoding: outcome.output.prefix { $0 != 10 }, as: UTF8.self)
        guard outcome.ending.isSuccess, hash.utf8.count == 64, outcome.errors.isEmpty else {
            throw MachineError(.failed, "this machine", "\(path) cannot be read: \(outcome.errors.prefix(300))")
        }
        return hash
    }

    private static func parts(of path: String) -> (folder: String, name: String) {
        let bare = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard let slash = bare.lastIndex(of: "/") else { return (".", bare) }
        let folder = bare[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(bare[bare.index(after: slash)...]))
    }
}

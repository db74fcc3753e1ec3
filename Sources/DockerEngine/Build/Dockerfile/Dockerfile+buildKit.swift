/// What only BuildKit can build. Moondock asks an engine's classic builder, which rejects some of it in words that do
/// not help, and skips the rest in silence.
extension Dockerfile {
    /// Something the classic builder does not know.
    struct Unsupported: Sendable, Hashable {
        var line: Int
        /// How it is written: `RUN --mount`.
        var what: String
        /// Whether it is a text that follows its instruction.
        var isHeredoc = false
        /// What to write instead.
        var advice: String
    }

    /// Everything in this Dockerfile that the classic builder does not know, in its order.
    var unsupported: [Unsupported] {
        var found: [Unsupported] = []
        if let syntaxLine {
            found.append(
                Unsupported(
                    line: syntaxLine, what: "# syntax=",
                    advice: "take the line out; it names a frontend that only BuildKit loads"))
        }
        for instruction in instructions {
            if instruction.hasHeredoc {
                found.append(
                    Unsupported(
                        line: instruction.line, what: "\(instruction.keyword) <<", isHeredoc: true,
                        advice: instruction.keyword == "RUN"
                            ? "join the commands with && in one RUN, or COPY a script and run it"
                            : "put the text into a file of the context and COPY it"))
            }
            for flag in instruction.flags {
                guard let advice = Self.advice["\(instruction.keyword) --\(flag)"] else { continue }
                found.append(
                    Unsupported(line: instruction.line, what: "\(instruction.keyword) --\(flag)", advice: advice))
            }
            if instruction.keyword == "ADD",
                ShellWords.split(instruction.arguments).dropLast().contains(where: Self.isGit)
            {
                found.append(
                    Unsupported(
                        line: instruction.line, what: "ADD of a git repository",
                        advice: "clone it into the context and COPY it"))
            }
        }
        return found
    }

    private static let advice: [String: String] = {
        var advice = [
            "RUN --mount": "take the mount out; caches are layers here, and a file that a RUN needs is COPYed before",
            "RUN --network": "take it out", "RUN --security": "take it out", "RUN --device": "take it out",
            "ADD --checksum": "check the file in a RUN", "ADD --keep-git-dir": "clone into the context and COPY it",
            "ADD --unpack": "unpack the file in a RUN",
        ]
        for keyword in ["COPY", "ADD"] {
            advice["\(keyword) --chmod"] = "give the file its mode in the context, or chmod it in a RUN"
            advice["\(keyword) --link"] = "take it out; it changes how layers are cached, not what is in them"
            advice["\(keyword) --parents"] = "\(keyword) each folder to its place"
            advice["\(keyword) --exclude"] = "name what is not wanted in .dockerignore"
        }
        return advice
    }()

    private static func isGit(_ source: Substring) -> Bool {
        let source = source.filter { $0 != "\"" && $0 != "'" }
        if source.hasPrefix("git@") || source.hasPrefix("git://") || source.hasPrefix("ssh://") { return true }
        return source.hasPrefix("http") && source.prefix { $0 != "#" }.hasSuffix(".git")
    }

    /// The arguments about platforms that BuildKit sets by itself, as far as this Dockerfile declares them without a
    /// value: the classic builder leaves them empty, and whoever downloads a program for `$TARGETARCH` gets another.
    /// - Parameters:
    ///   - system: the engine's operating system, `linux`.
    ///   - architecture: its architecture in Go's naming, `amd64`.
    func platformArguments(system: String, architecture: String) -> [String: String] {
        let declared = Set(
            instructions.filter { $0.keyword == "ARG" }.flatMap { ShellWords.split($0.arguments) }.map(String.init))
        var values: [String: String] = [:]
        for side in ["TARGET", "BUILD"] {
            values["\(side)PLATFORM"] = "\(system)/\(architecture)"
            values["\(side)OS"] = system
            values["\(side)ARCH"] = architecture
        }
        return values.filter { declared.contains($0.key) }
    }
}

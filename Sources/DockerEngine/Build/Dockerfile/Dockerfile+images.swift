import ContainerRegistry

/// An image that a Dockerfile takes from elsewhere.
public struct BaseImage: Sendable, Hashable {
    /// The line that names it, from 1.
    public var line: Int
    /// The name, with the values of arguments in it.
    public var name: String

    /// Whether it is the same image tomorrow: nothing at all, a digest, or an id.
    public var isPinned: Bool {
        if name == "scratch" || name.wholeMatch(of: /(sha256:)?[0-9a-f]{64}/) != nil { return true }
        return (try? ImageReference(name))?.digest != nil
    }
}

extension Dockerfile {
    /// The images that its `FROM` and `COPY --from` name, stages of its own left out.
    /// - Parameter arguments: the values that the build gives its `ARG`s.
    func images(arguments: [String: String]) -> [BaseImage] {
        var images: [BaseImage] = []
        var known: [String: String] = [:]
        var stages: [String?] = []
        for instruction in instructions {
            switch instruction.keyword {
            // Only those before the first stage count in `FROM`.
            case "ARG" where stages.isEmpty:
                for word in ShellWords.split(instruction.arguments) {
                    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                    guard let name = parts.first else { continue }
                    known[name] = arguments[name] ?? (parts.count > 1 ? Self.expanded(parts[1], known) : "")
                }
            case "FROM":
                let words = ShellWords.split(instruction.arguments).map(String.init)
                let name = Self.expanded(words.first ?? "", known)
                if !stages.contains(name.lowercased()) {
                    images.append(BaseImage(line: instruction.line, name: name))
                }
                stages.append(words.count == 3 && words[1].lowercased() == "as" ? words[2].lowercased() : nil)
            case "COPY", "ADD":
                guard let source = instruction.values["from"] else { continue }
                let isStage = Int(source).map { stages.indices.contains($0) } ?? stages.contains(source.lowercased())
                if !isStage { images.append(BaseImage(line: instruction.line, name: source)) }
            default: break
            }
        }
        return images
    }

    /// A word as the builder reads it: without quotes, and with the values of variables. What is written otherwise stays as
    /// it is, and is no image's name then.
    private static func expanded(_ word: String, _ values: [String: String]) -> String {
        let bare = word.filter { $0 != "\"" && $0 != "'" }
        return bare.replacing(/\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(?::?([-+])([^{}$]*))?\}|([A-Za-z_][A-Za-z0-9_]*))/) {
            match in
            let value = values[String(match.1 ?? match.4 ?? "")] ?? ""
            switch match.2 {
            case "-": return value.isEmpty ? String(match.3 ?? "") : value
            case "+": return value.isEmpty ? "" : String(match.3 ?? "")
            default: return value
            }
        }
    }
}

extension BuildContext {
    /// The images that the Dockerfile takes from elsewhere. What is sent afterwards is the Dockerfile that was read.
    /// - Parameter arguments: the values that the build gives its `ARG`s.
    /// - Throws: `BuildContextError`.
    public mutating func baseImages(arguments: [String: String]) throws(BuildContextError) -> [BaseImage] {
        let text = try pinnedDockerfile()
        return Dockerfile(text).images(arguments: arguments)
    }
}

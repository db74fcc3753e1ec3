/// Where a library comes from; it is the library's identity.
public enum LibrarySource: Hashable, Sendable, CustomStringConvertible {
    /// A folder, relative to the project.
    case path(String)
    /// A git repository, by its URL; versions are its tags.
    case git(String)
    /// A repository of an OCI registry, `ghcr.io/acme/slack`; versions are its tags.
    case oci(String)
    /// It comes with Moondock.
    case builtIn(String)

    /// The source as locks and policies write it.
    public var description: String {
        switch self {
        case .path(let path): "path \(path)"
        case .git(let url): "git \(url)"
        case .oci(let repository): "oci \(repository)"
        case .builtIn(let name): "moondock \(name)"
        }
    }

    /// Reads a source as locks write it; `nil` where the text is none.
    public init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return nil }
        switch words[0] {
        case "path": self = .path(words[1])
        case "git": self = .git(words[1])
        case "oci": self = .oci(words[1])
        case "moondock": self = .builtIn(words[1])
        default: return nil
        }
    }

    /// Whether it has versions, which are fetched.
    public var isReleased: Bool {
        switch self {
        case .git, .oci: true
        case .path, .builtIn: false
        }
    }

    /// Whether it comes with Moondock.
    public var isBuiltIn: Bool { if case .builtIn = self { true } else { false } }

    /// What is wrong with the name of a repository in a registry; `nil` for nothing.
    public static func fault(inRepository name: String) -> String? {
        let shape =
            /(localhost|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:))(:[0-9]{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+/
        if (try? shape.wholeMatch(in: name)) != nil { return nil }
        if name.contains("@") || name.firstMatch(of: /:[^\/]*$/) != nil, name.contains("/") {
            return "a repository is named without tag and digest; the version is given by itself"
        }
        return "a repository is a registry and a name in lower case, such as ghcr.io/acme/slack"
    }

    /// What is wrong with the URL of a git repository; `nil` for nothing.
    public static func fault(inURL url: String) -> String? {
        let scheme = ["https://", "ssh://", "file:///"].first { url.hasPrefix($0) }
        // Asked last: manifests have many addresses, and hardly one of this form.
        if scheme == nil, url.firstMatch(of: /^[A-Za-z0-9_.]+@[A-Za-z0-9.-]+:[^:]+$/) == nil {
            return "a repository is https://…, ssh://… or user@host:path"
        }
        let isPlain = url.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\\\"'%?#<>{}|`^".utf8.contains($0) }
        if !isPlain { return "an address has letters, digits and plain signs only" }
        // A policy's patterns are over what is written, and not over what somebody makes of it.
        let segments = url.dropFirst(scheme?.count ?? 0).split(omittingEmptySubsequences: false) {
            $0 == "/" || (scheme == nil && $0 == ":")
        }
        if segments.dropLast().contains(""), scheme != nil { return "an address must not hold '//' behind its host" }
        if segments.contains(where: { $0 == "." || $0 == ".." }) { return "an address must not hold '.' or '..'" }
        let authority = scheme.map { url.dropFirst($0.count).prefix { $0 != "/" } } ?? ""
        if scheme == "https://", authority.contains("@") {
            return "an address must not hold a name or password; git asks your credential helper"
        }
        return authority.contains(":") && authority.contains("@") ? "an address must not hold a password" : nil
    }
}

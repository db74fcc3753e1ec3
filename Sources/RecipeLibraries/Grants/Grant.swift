/// Something a library may do: the name of a kind of effect, and what it may be about, such as `docker.run web-*`.
///
/// A library says what it needs, the project's manifest what it grants; a call is allowed where both cover it.
public struct Grant: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The kinds of effects.
    public enum Name: String, Sendable, CaseIterable {
        case dockerBuild = "docker.build"
        case dockerPush = "docker.push"
        case dockerRun = "docker.run"
        case databaseBackup = "db.backup"
        case approval, lock, environment, http, secret
        case filesRead = "files.read"
        case filesWrite = "files.write"
        case runCommand = "run_command"

        /// What the argument says; `nil` where there is none.
        var argument: String? {
            switch self {
            case .dockerRun: "hosts, such as web-*"
            case .http: "one origin, such as https://hooks.example.com"
            case .secret: "the secret's name"
            case .filesRead, .filesWrite: "paths in the project, such as templates/**"
            case .runCommand: "the program"
            case .dockerBuild, .dockerPush, .databaseBackup, .approval, .lock, .environment: nil
            }
        }

        /// Whether the name alone says too much.
        var needsArgument: Bool { [.http, .secret, .filesRead, .filesWrite].contains(self) }

        /// Whether `*` may stand in the argument.
        var allowsPattern: Bool { [.dockerRun, .filesRead, .filesWrite].contains(self) }
    }

    /// The kind of effect.
    public let name: Name
    /// What it may be about; `nil` for anything.
    public let argument: String?

    /// Reads a grant.
    /// - Throws: `GrantError` that says what is wrong with it.
    public init(_ text: String) throws(GrantError) {
        let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        func refuse(_ reason: String, _ hint: String? = nil) -> GrantError {
            GrantError(text: text, reason: reason, hint: hint)
        }
        if let hidden = text.unicodeScalars.compactMap(HiddenCharacters.name).first {
            throw refuse("it holds \(hidden)")
        }
        guard let name = Name(rawValue: words[0]) else {
            let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
            throw refuse(
                words[0].contains("*") ? "a name must not hold '*'" : "there is none of that name",
                "there are \(known)")
        }
        self.name = name
        guard words.count == 2 else {
            argument = nil
            if name.needsArgument { throw refuse("'\(name.rawValue)' needs \(name.argument ?? "")") }
            return
        }
        argument = words[1]
        guard let what = name.argument else { throw refuse("'\(name.rawValue)' takes nothing after it") }
        guard !words[1].isEmpty, !words[1].contains(" ") else { throw refuse("after '\(name.rawValue)' comes \(what)") }
        // Grants are copied into manifests between quotes, and shown to those who decide.
        let odd = words[1].unicodeScalars.first { scalar in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            let isSign =
                "._-/:*@+~".unicodeScalars.contains(scalar) || (name == .http && "[]".unicodeScalars.contains(scalar))
            return !isPlain && !isSign && (scalar.isASCII || (name != .filesRead && name != .filesWrite))
        }
        if let odd { throw refuse("it must not hold '\(HiddenCharacters.shown(String(odd)))'") }
        if words[1].contains("*"), !name.allowsPattern { throw refuse("'*' is not allowed: it takes \(what)") }
        switch name {
        case .http:
            guard let origin = HTTPOrigin(words[1]), origin.description == words[1] else {
                throw refuse("'\(words[1])' is no origin: it takes \(what)", HTTPOrigin(words[1]).map { "write \($0)" })
            }
        case .filesRead, .filesWrite:
            if let fault = LibraryTree.fault(in: words[1]) { throw refuse(fault) }
        default: break
        }
    }

    /// The grant as manifests write it.
    public var description: String { argument.map { "\(name.rawValue) \($0)" } ?? name.rawValue }

    /// Grants by their texts.
    public static func < (left: Grant, right: Grant) -> Bool { left.description < right.description }

    /// Whether it allows a call.
    /// - Parameter subject: what the call is about; `nil` where it cannot be told, which only a grant for anything allows.
    public func allows(_ subject: String?) -> Bool {
        guard let argument else { return true }
        guard let subject else { return false }
        return name.allowsPattern ? PathPattern(argument).matches(subject) : argument == subject
    }

    /// Whether there is a call that both allow.
    public func overlaps(_ other: Grant) -> Bool {
        guard name == other.name else { return false }
        guard let mine = argument, let theirs = other.argument else { return true }
        return name.allowsPattern ? PathPattern(mine).overlaps(PathPattern(theirs)) : mine == theirs
    }
}

/// Why a text is no grant.
public struct GrantError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let text: String
    /// What is wrong with it.
    public let reason: String
    /// What to write instead.
    public let hint: String?

    /// The reason with the text.
    public var description: String { "'\(HiddenCharacters.shown(text))' is no grant: \(reason)" }
}

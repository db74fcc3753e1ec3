import TextSafety

/// Something a library may do: the name of a kind of effect, and what it may be about, such as `docker.run web-*`.
///
/// A library says what it needs, the project's manifest what it grants; a call is allowed where both cover it.
public struct Grant: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The kind of effect.
    public let name: Name
    /// What it may be about; `nil` for anything.
    public let argument: String?
    /// Of a program: the hash that its file must have, `sha256:…`.
    public let digest: String?
    /// Of a program: the variables it may be given besides those that are harmless.
    public let variables: Set<String>

    /// Reads a grant.
    /// - Throws: `GrantError` that says what is wrong with it.
    public init(_ text: String) throws(GrantError) {
        var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        func rejection(_ reason: String, _ hint: String? = nil) -> GrantError {
            GrantError(text: text, reason: reason, hint: hint)
        }
        if let hidden = text.unicodeScalars.compactMap(HiddenCharacters.name).first {
            throw rejection("it holds \(hidden)")
        }
        guard let name = Name(rawValue: words[0]) else {
            let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
            throw rejection(
                words[0].contains("*") ? "a name must not hold '*'" : "there is none of that name",
                "there are \(known)")
        }
        self.name = name
        do throws(GrantFault) {
            (digest, variables) = name == .runCommand ? try ProgramTerms.take(from: &words) : (nil, [])
            argument = try Self.argument(of: name, words)
        } catch {
            throw rejection(error.reason, error.hint)
        }
        if digest != nil, argument == nil { throw rejection("a hash is of one program, which comes before it") }
    }

    /// What comes after the name.
    private static func argument(of name: Name, _ words: [String]) throws(GrantFault) -> String? {
        guard words.count > 1 else {
            if name.needsArgument { throw GrantFault("'\(name.rawValue)' needs \(name.argument ?? "")") }
            return nil
        }
        guard let what = name.argument else { throw GrantFault("'\(name.rawValue)' takes nothing after it") }
        guard words.count == 2, !words[1].isEmpty else { throw GrantFault("after '\(name.rawValue)' comes \(what)") }
        let argument = words[1]
        // Grants are copied into manifests between quotes, and shown to those who decide.
        let odd = argument.unicodeScalars.first { scalar in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            let isSign =
                "._-/:*@+~".unicodeScalars.contains(scalar) || (name == .http && "[]".unicodeScalars.contains(scalar))
            return !isPlain && !isSign && (scalar.isASCII || !name.isAboutPaths)
        }
        if let odd { throw GrantFault("it must not hold '\(HiddenCharacters.shown(String(odd)))'") }
        if argument.contains("*"), !name.allowsPattern {
            throw GrantFault("'*' is not allowed: it takes \(what)")
        }
        if let fault = name.fault(in: argument) { throw fault }
        return argument
    }

    /// The grant as manifests write it.
    public var description: String {
        let terms = (digest.map { [$0] } ?? []) + variables.sorted().map { "env:\($0)" }
        return ([name.rawValue] + (argument.map { [$0] } ?? []) + terms).joined(separator: " ")
    }

    /// Grants by their texts.
    public static func < (left: Grant, right: Grant) -> Bool { left.description < right.description }

    /// Whether it allows a call.
    /// - Parameter subject: what the call is about; `nil` where it cannot be known, which only a grant for anything
    ///   allows.
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

/// What is wrong with a part of a grant.
struct GrantFault: Error {
    let reason: String
    let hint: String?

    init(_ reason: String, hint: String? = nil) {
        self.reason = reason
        self.hint = hint
    }
}

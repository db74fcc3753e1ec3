public import LuaSyntax
import TextSafety

/// A library's `moondock.lua`: what it is called, what others may require, and what it needs to be allowed.
public struct LibraryManifest: Hashable, Sendable {
    /// The name: `acme/slack`.
    public let name: String
    /// The version; `0.0.0` where none is given, which only a library by path may do.
    public let version: LibraryVersion
    /// What it is for, in a sentence.
    public let summary: String?
    /// The modules that others may require; `init` is the library's own name.
    public let exports: [String]
    /// What it needs, with the author's reasons.
    public let needs: [Grant: String]
    /// The libraries it uses itself.
    public let libraries: [Dependency]
    /// The versions that must not be used any more, with the reasons.
    public let retracted: [LibraryVersion: String]

    /// Whether it has a name that only Moondock's own libraries may have: tracebacks leave these out.
    public var isReserved: Bool { name.hasPrefix("moondock/") }

    /// What to do about a reserved name.
    public static let reservedHint = "names that begin with moondock/ are Moondock's own; take the owner's name"

    /// Reads a manifest, which is never executed.
    /// - Throws: `ManifestError` with all that is wrong with it.
    public init(_ source: LuaSource) throws(ManifestError) {
        var reader = TableReader()
        let root = reader.root(of: source) ?? LiteralTable(entries: [])
        reader.check(
            root, of: "a library's manifest",
            keys: ["name", "version", "moondock", "summary", "license", "exports", "needs", "libraries", "retracted"])
        name = reader.text(root, "name") ?? ""
        if let fault = LibraryName.fault(in: name), reader.problems.isEmpty {
            let start = SourceSpan(start: source.codeStart, end: source.codeStart)
            let shown = name.isEmpty ? "it has no name" : "'\(HiddenCharacters.shown(name))'"
            reader.report("\(shown): \(fault)", at: root["name"]?.span ?? start)
        }
        version = reader.version(root, "version") ?? LibraryVersion(0, 0, 0)
        _ = reader.leastProgram(root)
        _ = reader.text(root, "license")
        summary = reader.text(root, "summary")
        exports = reader.exports(root)
        needs = reader.needs(root)
        libraries = reader.dependencies(root, isProject: false)
        retracted = reader.retracted(root)
        try reader.finish(source)
    }
}

extension TableReader {
    fileprivate mutating func exports(_ root: LiteralTable) -> [String] {
        guard root["exports"] != nil else { return ["init"] }
        return texts(root, "exports").compactMap { module in
            guard let fault = LibraryName.fault(inModule: module.text) else { return module.text }
            report("'\(HiddenCharacters.shown(module.text))' cannot be exported: \(fault)", at: module.span)
            return nil
        }
    }

    fileprivate mutating func retracted(_ root: LiteralTable) -> [LibraryVersion: String] {
        guard let table = table(root, "retracted") else { return [:] }
        var retracted: [LibraryVersion: String] = [:]
        for entry in table.entries {
            guard case .text(let text) = entry.key, !entry.isPositional, let reason = entry.value.text, !reason.isEmpty
            else {
                report("each version that is retracted has a reason: [\"1.3.0\"] = \"posted twice\"", at: entry.keySpan)
                continue
            }
            if let hidden = reason.unicodeScalars.compactMap(HiddenCharacters.name).first {
                report("the reason for \(HiddenCharacters.shown(text)) holds \(hidden)", at: entry.value.span)
                continue
            }
            do throws(LibraryVersionError) {
                retracted[try LibraryVersion(text)] = reason
            } catch {
                report(error.description, at: entry.keySpan)
            }
        }
        return retracted
    }

    fileprivate mutating func needs(_ root: LiteralTable) -> [Grant: String] {
        guard let table = table(root, "needs") else { return [:] }
        var needs: [Grant: String] = [:]
        for entry in table.entries {
            guard case .text(let text) = entry.key, !entry.isPositional else {
                report(
                    "each need has a reason: [\"http https://hooks.example.com\"] = \"to post messages\"",
                    at: entry.keySpan)
                continue
            }
            guard let reason = entry.value.text, !reason.isEmpty else {
                report("'\(text)' must have a reason, in words", at: entry.value.span)
                continue
            }
            if let hidden = reason.unicodeScalars.compactMap(HiddenCharacters.name).first {
                report("the reason for '\(HiddenCharacters.shown(text))' holds \(hidden)", at: entry.value.span)
                continue
            }
            guard let grant = grant(text, at: entry.keySpan) else { continue }
            if grant.name.needsNoPermission {
                report(
                    "'\(grant.name.rawValue)' is for projects to grant", at: entry.keySpan,
                    hint: "name the other library in libraries = { … }; that is asking enough")
                continue
            }
            needs[grant] = reason
        }
        return needs
    }
}

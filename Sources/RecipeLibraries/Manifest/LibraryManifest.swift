public import LuaSyntax

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
        _ = reader.text(root, "moondock")
        _ = reader.text(root, "license")
        summary = reader.text(root, "summary")
        exports = reader.exports(root)
        needs = reader.needs(root)
        libraries = reader.dependencies(root, isProject: false)
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
            if let grant = grant(text, at: entry.keySpan) { needs[grant] = reason }
        }
        return needs
    }
}

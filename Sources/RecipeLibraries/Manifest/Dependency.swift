public import LuaSyntax

/// One library that a manifest asks for.
public struct Dependency: Hashable, Sendable {
    /// The name it is required by.
    public let alias: String
    /// Where it comes from.
    public let source: LibrarySource
    /// The lowest version that will do; `nil` for a folder, which is what it is.
    public let version: LibraryVersion?
    /// What the project grants it; empty in a library's manifest, which cannot grant.
    public let grants: [Grant]
    /// Where the manifest names it.
    public let span: SourceSpan
}

extension TableReader {
    /// The libraries of a manifest.
    /// - Parameter isProject: whether it is the project's, which alone can grant.
    mutating func dependencies(_ table: LiteralTable, isProject: Bool) -> [Dependency] {
        guard let libraries = self.table(table, "libraries") else { return [] }
        return libraries.entries.compactMap { entry in
            guard case .text(let alias) = entry.key, !entry.isPositional else {
                report("each library has a name: [\"acme.slack\"] = { … }", at: entry.keySpan)
                return nil
            }
            guard let inner = entry.value.table else {
                report("'\(alias)' must be a table, not \(entry.value.value.kindDescription)", at: entry.value.span)
                return nil
            }
            if let fault = LibraryName.fault(inAlias: alias) {
                report("'\(HiddenCharacters.shown(alias))' cannot be required: \(fault)", at: entry.keySpan)
                return nil
            }
            check(inner, of: "library '\(alias)'", keys: ["path", "git", "version"] + (isProject ? ["grants"] : []))
            let grants = isProject ? grants(inner, "grants") : []
            guard let source = source(alias, inner, entry.keySpan) else { return nil }
            return Dependency(
                alias: alias, source: source, version: version(inner, "version"), grants: grants, span: entry.keySpan)
        }
    }

    private mutating func source(_ alias: String, _ table: LiteralTable, _ span: SourceSpan) -> LibrarySource? {
        let isBuiltIn = alias == "moondock" || alias.hasPrefix("moondock.")
        if table["git"] != nil { return isBuiltIn ? nil : repository(alias, table, span) }
        if let version = table["version"] {
            report("'\(alias)' is a folder, whose version stands in its own manifest", at: version.span)
        }
        guard let path = text(table, "path") else {
            if table["path"] != nil { return nil }
            if isBuiltIn { return .builtIn(alias) }
            report(
                "library '\(alias)' has no source", at: span,
                hint: "give it a git = \"https://…\" with a version, or a path = \"libraries/…\"")
            return nil
        }
        guard !isBuiltIn else {
            report("'\(alias)' comes with Moondock and takes no source", at: table["path"]?.span ?? span)
            return nil
        }
        if let fault = LibraryTree.fault(
            in: path.hasPrefix("../") ? String(path.drop { $0 == "." || $0 == "/" }) : path)
        {
            report("'\(path)' cannot be used: \(fault)", at: table["path"]?.span ?? span)
            return nil
        }
        return .path(path)
    }

    private mutating func repository(_ alias: String, _ table: LiteralTable, _ span: SourceSpan) -> LibrarySource? {
        if let path = table["path"] {
            report("library '\(alias)' has two sources, git and path", at: path.span, hint: "keep one of them")
        }
        if table["version"] == nil {
            report(
                "library '\(alias)' has no version", at: span,
                hint: "name the lowest one that will do: version = \"1.0.0\"")
        }
        guard let url = text(table, "git") else { return nil }
        if let fault = LibrarySource.fault(inURL: url) {
            report("'\(url)' cannot be used: \(fault)", at: table["git"]?.span ?? span)
            return nil
        }
        return .git(url)
    }
}

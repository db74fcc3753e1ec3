public import LuaSyntax

/// One library that a manifest asks for.
public struct Dependency: Hashable, Sendable {
    /// The name it is required by.
    public let alias: String
    /// Where it comes from.
    public let source: LibrarySource
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
            check(inner, of: "library '\(alias)'", keys: isProject ? ["path", "grants"] : ["path"])
            let grants = isProject ? grants(inner, "grants") : []
            guard let source = source(alias, inner, entry.keySpan) else { return nil }
            return Dependency(alias: alias, source: source, grants: grants, span: entry.keySpan)
        }
    }

    private mutating func source(_ alias: String, _ table: LiteralTable, _ span: SourceSpan) -> LibrarySource? {
        let isBuiltIn = alias == "moondock" || alias.hasPrefix("moondock.")
        guard let path = text(table, "path") else {
            if table["path"] != nil { return nil }
            if isBuiltIn { return .builtIn(alias) }
            report("library '\(alias)' has no source", at: span, hint: "give it a path = \"libraries/…\"")
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
}

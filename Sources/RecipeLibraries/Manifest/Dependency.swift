import Foundation
public import LuaSyntax
import TextSafety

/// One library that a manifest requests.
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
            check(
                inner, of: "library '\(alias)'",
                keys: ["path", "git", "oci", "version"] + (isProject ? ["grants"] : []))
            let grants = isProject ? grants(inner, "grants") : []
            guard let source = source(alias, inner, entry.keySpan) else { return nil }
            return Dependency(
                alias: alias, source: source, version: version(inner, "version"), grants: grants, span: entry.keySpan)
        }
    }

    private mutating func source(_ alias: String, _ table: LiteralTable, _ span: SourceSpan) -> LibrarySource? {
        let given = ["git", "oci", "path"].filter { table[$0] != nil }
        if alias == "moondock" || alias.hasPrefix("moondock.") {
            for key in given + (table["version"] == nil ? [] : ["version"]) {
                report("'\(alias)' comes with Moondock and takes no \(key)", at: table[key]?.span ?? span)
            }
            return .builtIn(alias)
        }
        guard let key = given.first else {
            report(
                "library '\(alias)' has no source", at: span,
                hint: "give it a git = \"https://…\" or an oci = \"registry/name\", with a version, or a path = "
                    + "\"libraries/…\"")
            return nil
        }
        if given.count > 1 {
            report(
                "library '\(alias)' has \(given.count == 2 ? "two" : "three") sources, "
                    + "\(given.formatted(.list(type: .and).locale(Locale(identifier: "en_GB"))))",
                at: table[given[1]]?.span ?? span, hint: "keep one of them")
        }
        if key != "path", table["version"] == nil {
            report(
                "library '\(alias)' has no version", at: span,
                hint: "name the lowest one that will do: version = \"1.0.0\"")
        }
        if key == "path", let version = table["version"] {
            report("'\(alias)' is a folder, whose version stands in its own manifest", at: version.span)
        }
        guard let text = text(table, key) else { return nil }
        let fault =
            switch key {
            case "git": LibrarySource.fault(inURL: text)
            case "oci": LibrarySource.fault(inRepository: text)
            default:
                LibraryTree.fault(in: text.hasPrefix("../") ? String(text.drop { $0 == "." || $0 == "/" }) : text)
            }
        if let fault {
            let example =
                ["git": "https://git.example.com/acme/slack", "oci": "ghcr.io/acme/slack"][key] ?? "libraries/slack"
            report(
                "'\(text)' cannot be used: \(fault)", at: table[key]?.span ?? span,
                hint: "write it as \(key) = \"\(example)\"")
            return nil
        }
        return key == "git" ? .git(text) : key == "oci" ? .oci(text) : .path(text)
    }
}

import LuaSyntax
import TextSafety

/// Reads the literal tables of a manifest and collects what is wrong with them.
struct TableReader {
    private(set) var problems: [ManifestError.Problem] = []

    /// Parses a file that returns one literal table. Nothing of it is executed.
    mutating func root(of source: LuaSource) -> LiteralTable? {
        do throws(LiteralError) {
            let literal = try LiteralEvaluator.evaluate(Parser.parse(source))
            if let table = literal.table { return table }
            report("a manifest returns a table, not \(literal.value.kindDescription)", at: literal.span)
        } catch {
            for diagnostic in error.diagnostics {
                report(
                    diagnostic.message, at: diagnostic.span,
                    hint: "a manifest is one table of constants; it is read and never run")
            }
        }
        return nil
    }

    mutating func report(_ message: String, at span: SourceSpan, hint: String? = nil, among candidates: [String] = []) {
        problems.append(ManifestError.Problem(span: span, message: message, hint: hint, candidates: candidates))
    }

    /// Reports keys that are not known, and elements of a list where there is none.
    mutating func check(_ table: LiteralTable, of what: String, keys: [String]) {
        for entry in table.entries {
            guard case .text(let key) = entry.key, !entry.isPositional else {
                report("\(what) has names only, and no values without one", at: entry.keySpan)
                continue
            }
            if !keys.contains(key) {
                report(
                    "\(what) has no key '\(HiddenCharacters.shown(key))'", at: entry.keySpan,
                    hint: "it takes \(keys.sorted().joined(separator: ", "))", among: keys)
            }
        }
    }

    mutating func text(_ table: LiteralTable, _ key: String) -> String? {
        guard let literal = table[key] else { return nil }
        guard let text = literal.text else {
            report("'\(key)' must be text, not \(literal.value.kindDescription)", at: literal.span)
            return nil
        }
        guard !text.isEmpty else {
            report("'\(key)' must not be empty", at: literal.span, hint: "leave it out, or say something")
            return nil
        }
        if let hidden = text.unicodeScalars.compactMap(HiddenCharacters.name).first {
            report("'\(key)' holds \(hidden)", at: literal.span)
            return nil
        }
        return text
    }

    mutating func flag(_ table: LiteralTable, _ key: String) -> Bool {
        guard let literal = table[key] else { return false }
        if let flag = literal.boolean { return flag }
        report("'\(key)' must be true or false, not \(literal.value.kindDescription)", at: literal.span)
        return false
    }

    mutating func table(_ table: LiteralTable, _ key: String) -> LiteralTable? {
        guard let literal = table[key] else { return nil }
        if let inner = literal.table { return inner }
        report("'\(key)' must be a table, not \(literal.value.kindDescription)", at: literal.span)
        return nil
    }

    /// A list of texts, each with its place.
    mutating func texts(_ table: LiteralTable, _ key: String) -> [(text: String, span: SourceSpan)] {
        guard let list = self.table(table, key) else { return [] }
        return list.entries.compactMap { entry in
            guard entry.isPositional, let text = entry.value.text, !text.isEmpty else {
                let isEmpty = entry.isPositional && entry.value.text?.isEmpty == true
                report(
                    isEmpty ? "'\(key)' has an empty text" : "'\(key)' must be a list of texts",
                    at: entry.isPositional ? entry.value.span : entry.keySpan)
                return nil
            }
            return (text, entry.value.span)
        }
    }

    mutating func grants(_ table: LiteralTable, _ key: String) -> [Grant] {
        texts(table, key).compactMap { grant($0.text, at: $0.span) }
    }

    mutating func grant(_ text: String, at span: SourceSpan) -> Grant? {
        do throws(GrantError) {
            return try Grant(text)
        } catch {
            let name = String(text.prefix { $0 != " " })
            report(
                error.description, at: span, hint: error.hint,
                among: Grant.Name(rawValue: name) == nil ? Grant.Name.allCases.map(\.rawValue) : [])
            return nil
        }
    }

    mutating func version(_ table: LiteralTable, _ key: String) -> LibraryVersion? {
        guard let text = text(table, key), let span = table[key]?.span else { return nil }
        do throws(LibraryVersionError) {
            return try LibraryVersion(text)
        } catch {
            report(error.description, at: span, hint: "write three numbers, such as 1.4.2")
            return nil
        }
    }

    /// Throws what was found.
    func finish(_ source: LuaSource) throws(ManifestError) {
        if problems.isEmpty { return }
        throw ManifestError(source: source, problems: problems.sorted { $0.span.start < $1.span.start })
    }
}

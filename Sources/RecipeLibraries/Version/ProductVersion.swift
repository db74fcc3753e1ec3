import LuaSyntax

/// The version of this program.
public enum ProductVersion {
    /// What manifests are held against.
    public static let current = LibraryVersion(1, 0, 0)
}

extension TableReader {
    /// The lowest version of Moondock that works, as the manifest says; a later one than this program's is reported.
    /// Its last number, or its last two, may be left out.
    mutating func leastProgram(_ table: LiteralTable) -> String? {
        guard let text = text(table, "moondock"), let literal = table["moondock"] else { return nil }
        let missing = max(0, 3 - text.split(separator: ".", omittingEmptySubsequences: false).count)
        do throws(LibraryVersionError) {
            let least = try LibraryVersion(text + String(repeating: ".0", count: missing))
            if least > ProductVersion.current {
                report(
                    "this takes Moondock \(text) or later, and the program is \(ProductVersion.current)",
                    at: literal.span, hint: "install a later Moondock")
            }
        } catch {
            report(
                "'moondock' is the lowest version that works, such as \"1.0\": \(error.reason)", at: literal.span)
        }
        return text
    }
}

/// The names of libraries and modules: words of letters, digits, `-` and `_`.
enum LibraryName {
    /// What is wrong with a library's own name, `acme/slack`; `nil` for nothing.
    static func fault(in name: String) -> String? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy(isWord)
            ? nil : "a library's name is an owner and a name in lower case, such as acme/slack"
    }

    /// What is wrong with the name by which a project requires a library, `acme.slack`; `nil` for nothing.
    static func fault(inAlias alias: String) -> String? {
        alias.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isWord)
            ? nil : "libraries are required by words in lower case, parted by dots, such as acme.slack"
    }

    /// What is wrong with a module's name, `format.short`; `nil` for nothing.
    static func fault(inModule module: String) -> String? {
        module.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isWord)
            ? nil : "modules are named by words in lower case, parted by dots, such as format"
    }

    private static func isWord(_ word: Substring) -> Bool {
        guard let first = word.utf8.first, (97...122).contains(first) else { return false }
        return word.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
    }
}

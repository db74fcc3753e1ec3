import LuaSyntax
import RecipeLibraries
import StandardLibrary

/// The libraries that come with Moondock: libraries like all others, but for having no need to be named or fetched.
public enum StandardLibraries {
    /// The names they are required by.
    public static let names = StandardLibrary.libraries.keys.sorted()

    /// The files of a library.
    public static func files(of name: String) -> [String: [UInt8]]? { StandardLibrary.libraries[name] }

    private static let needingPermission: Set<String> = Set(
        names.filter { name in
            let bytes = StandardLibrary.libraries[name]?[Project.manifest] ?? []
            return (try? LibraryManifest(LuaSource(name: name, bytes: bytes)))?.needs.isEmpty != true
        })

    /// Whether a library requests no grants.
    static func needsNoPermission(_ name: String) -> Bool { !needingPermission.contains(name) }

    private static let mark = Array("moondock.".utf8)

    /// The libraries that some code requires, in order.
    static func required(by files: [String: [UInt8]]) -> [String] {
        var found: Set<String> = []
        for (path, bytes) in files where path.hasSuffix(".lua") {
            // Most files have no such name, and need not be parsed for it.
            guard bytes.contains(mark) else { continue }
            let chunk = Parser.parse(LuaSource(name: path, bytes: bytes))
            for site in chunk.calls(ScopeResolver.resolve(chunk)) where site.globalName == "require" {
                guard case .string(let literal)? = site.arguments.expressions.first?.withoutParentheses,
                    let name = literal.text, StandardLibrary.libraries[name] != nil
                else { continue }
                found.insert(name)
            }
        }
        return found.sorted()
    }
}

extension [UInt8] {
    /// Whether some bytes are somewhere among these.
    fileprivate func contains(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        return withUnsafeBufferPointer { all in
            var start = 0
            while start + bytes.count <= all.count {
                if all[start] == first, all[start..<(start + bytes.count)].elementsEqual(bytes) { return true }
                start += 1
            }
            return false
        }
    }
}

/// Lexical path arithmetic with the rules of Go's `path.Clean`, which `.dockerignore` is defined by.
enum PathCleaning {
    /// The shortest path that means the same: no doubled slashes, no `.`, no `..` that could be resolved.
    static func clean(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if isAbsolute { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }
}

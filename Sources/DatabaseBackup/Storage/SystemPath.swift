import Glibc

/// Paths as the kernel resolves them.
enum SystemPath {
    /// The path without links and `..`; the path itself where there is nothing.
    static func real(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

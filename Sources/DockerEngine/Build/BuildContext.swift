import Foundation

/// A directory whose files a build can use, less what its `.dockerignore` leaves out.
public struct BuildContext: Sendable, Hashable {
    /// The directory's absolute path.
    public let directory: String
    /// The Dockerfile's path relative to the directory.
    public let dockerfile: String
    let rules: IgnoreRules

    /// Looks at a directory: its Dockerfile must be there and its `.dockerignore` must be well-formed.
    /// - Parameters:
    ///   - directory: the directory; relative to the working directory, or absolute.
    ///   - dockerfile: the Dockerfile; relative to `directory`, or absolute and within it.
    /// - Throws: `BuildContextError`.
    public init(directory: String, dockerfile: String = "Dockerfile") throws(BuildContextError) {
        let root = Self.absolute(directory)
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw BuildContextError(.directoryMissing, path: directory, message: "there is no such directory")
        }
        let file = PathCleaning.clean(dockerfile.hasPrefix("/") ? dockerfile : "\(root)/\(dockerfile)")
        let prefix = root == "/" ? root : root + "/"
        guard file.hasPrefix(prefix) else {
            throw BuildContextError(
                .dockerfileOutsideContext, path: dockerfile, message: "the Dockerfile must lie within \(root)")
        }
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory), !isDirectory.boolValue else {
            throw BuildContextError(.dockerfileMissing, path: file, message: "there is no such Dockerfile")
        }
        self.directory = root
        self.dockerfile = String(file.dropFirst(prefix.count))
        var rules = try Self.rules(in: root)
        // The engine needs both and applies the rules again on its side, so neither ends up in the image.
        rules.insist(on: ".dockerignore")
        rules.insist(on: self.dockerfile)
        self.rules = rules
    }

    /// The archive to send.
    /// - Parameter digest: takes the digest of what is sent; leave out what you do not need, it costs a little.
    public func archive(digest: ContextDigest? = nil) -> ContextArchive {
        ContextArchive(context: self, digest: digest)
    }

    /// The digest of what would be sent, `sha256:…`; reads every file.
    /// - Throws: `BuildContextError`.
    public func contentDigest() async throws -> String {
        let digest = ContextDigest()
        for try await _ in archive(digest: digest) {}
        return digest.value ?? ""
    }

    private static func absolute(_ path: String) -> String {
        PathCleaning.clean(path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path)
    }

    private static func rules(in root: String) throws(BuildContextError) -> IgnoreRules {
        let path = root + "/.dockerignore"
        guard FileManager.default.fileExists(atPath: path) else { return IgnoreRules() }
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw BuildContextError(.unreadable, path: path, message: "cannot be read as UTF-8 text")
        }
        return try IgnoreRules(parsing: text, path: path)
    }
}

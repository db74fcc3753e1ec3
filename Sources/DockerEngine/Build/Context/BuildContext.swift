import Crypto
import Foundation
import TextFormats

/// A directory whose files a build can use, less what its ignore file leaves out.
///
/// The ignore file is the Dockerfile's own, `NAME.dockerignore` beside it, or else `.dockerignore` of the directory.
public struct BuildContext: Sendable, Hashable {
    /// The directory's absolute path.
    public let directory: String
    /// The Dockerfile's absolute path, its links resolved.
    public let dockerfilePath: String
    /// The Dockerfile's path in what is sent, relative to the directory.
    public let dockerfile: String
    let rules: IgnoreRules
    /// What is sent besides the directory's files, or in their place.
    private(set) var additions: [Addition]

    struct Addition: Sendable, Hashable {
        var path: String
        var contents: [UInt8]
    }

    /// Looks at a directory: its Dockerfile must be there and its ignore file must be well-formed.
    /// - Parameters:
    ///   - directory: the directory; relative to the working directory, or absolute.
    ///   - dockerfile: the Dockerfile; relative to `directory`, or absolute. It may lie outside of it.
    /// - Throws: `BuildContextError`.
    public init(directory: String, dockerfile: String = "Dockerfile") throws(BuildContextError) {
        let root = Self.absolute(directory)
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw BuildContextError(.directoryMissing, path: directory, message: "there is no such directory")
        }
        let file = PathCleaning.clean(dockerfile.hasPrefix("/") ? dockerfile : "\(root)/\(dockerfile)")
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory), !isDirectory.boolValue else {
            throw BuildContextError(.dockerfileMissing, path: file, message: "there is no such Dockerfile")
        }
        self.directory = root
        dockerfilePath = Self.resolved(file)
        let inside = Self.path(of: dockerfilePath, in: Self.resolved(root))
        let ownRules = file + ".dockerignore"
        if FileManager.default.fileExists(atPath: ownRules) {
            (self.rules, self.dockerfile, additions) = try Self.plan(
                rules: Self.rules(in: ownRules), hasOwnRules: true, inside, dockerfilePath, root)
        } else {
            let usual = root + "/.dockerignore"
            let rules = FileManager.default.fileExists(atPath: usual) ? try Self.rules(in: usual) : IgnoreRules()
            (self.rules, self.dockerfile, additions) = try Self.plan(
                rules: rules, hasOwnRules: false, inside, dockerfilePath, root)
        }
    }

    /// The archive to send.
    /// - Parameters:
    ///   - digest: takes the digest of what is sent; leave out what you do not need, it costs a little.
    ///   - remark: called with what is left out though no rule says so.
    public func archive(
        digest: ContextDigest? = nil, remark: @escaping @Sendable (String) -> Void = { _ in }
    ) -> ContextArchive {
        ContextArchive(context: self, digest: digest, remark: remark)
    }

    /// The digest of what would be sent, `sha256:…`; reads every file.
    /// - Throws: `BuildContextError`.
    public func contentDigest() async throws -> String {
        let digest = ContextDigest()
        for try await _ in archive(digest: digest) {}
        return digest.value ?? ""
    }

    /// The Dockerfile's text.
    /// - Throws: `BuildContextError`.
    func dockerfileText() throws(BuildContextError) -> String {
        if let sent = additions.first(where: { $0.path == dockerfile }) {
            return String(decoding: sent.contents, as: UTF8.self)
        }
        return String(decoding: try Self.contents(of: dockerfilePath), as: UTF8.self)
    }

    /// The Dockerfile's text, which is sent as it is now whatever becomes of the file.
    /// - Throws: `BuildContextError`.
    mutating func pinnedDockerfile() throws(BuildContextError) -> String {
        if !additions.contains(where: { $0.path == dockerfile }) {
            additions.append(Addition(path: dockerfile, contents: Array(try Self.contents(of: dockerfilePath))))
        }
        return try dockerfileText()
    }
}

extension BuildContext {
    private typealias Plan = (rules: IgnoreRules, dockerfile: String, additions: [Addition])

    /// How the Dockerfile gets to the engine and yet not into the image.
    ///
    /// The engine needs the Dockerfile, and takes it out again where the `.dockerignore` that it was sent says so. One
    /// that lies elsewhere, or that only its own ignore file leaves out, is sent under a name that nothing else has,
    /// with a `.dockerignore` that takes it out; docker does the same.
    private static func plan(
        rules: IgnoreRules, hasOwnRules: Bool, _ inside: String?, _ file: String, _ root: String
    ) throws(BuildContextError) -> Plan {
        var rules = rules
        if let inside, !hasOwnRules || !rules.ignores(inside) {
            if !hasOwnRules { rules.insist(on: ".dockerignore") }
            rules.insist(on: inside)
            // Podman would apply the directory's `.dockerignore` as well, which is not meant here.
            let isInTheWay = hasOwnRules && FileManager.default.fileExists(atPath: root + "/.dockerignore")
            let empty = Addition(path: ".dockerignore", contents: Array(".dockerignore\n".utf8))
            return (rules, inside, isInTheWay ? [empty] : [])
        }
        let contents = try contents(of: file)
        let name = ".dockerfile." + SHA256.hash(data: contents).hexadecimal.prefix(20)
        var ignore = Array(".dockerignore".utf8)
        if !hasOwnRules, !rules.ignores(".dockerignore"),
            FileManager.default.fileExists(atPath: root + "/.dockerignore")
        {
            ignore = Array(try self.contents(of: root + "/.dockerignore"))
        }
        ignore += Array("\n\(name)\n".utf8)
        return (
            rules, name,
            [Addition(path: ".dockerignore", contents: ignore), Addition(path: name, contents: Array(contents))]
        )
    }

    private static func absolute(_ path: String) -> String {
        PathCleaning.clean(path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path)
    }

    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// A file's path relative to a directory; nil when it does not lie in it.
    private static func path(of file: String, in directory: String) -> String? {
        let prefix = directory == "/" ? directory : directory + "/"
        return file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : nil
    }

    private static func contents(of path: String) throws(BuildContextError) -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BuildContextError(.unreadable, path: path, message: "cannot be read")
        }
        return data
    }

    private static func rules(in path: String) throws(BuildContextError) -> IgnoreRules {
        // Patterns are bytes like the names they are for.
        try IgnoreRules(parsing: ByteName.text(Array(contents(of: path))), path: path)
    }
}

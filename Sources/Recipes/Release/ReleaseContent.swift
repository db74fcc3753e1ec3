public import Journal
public import LuaValues

/// All that a release is: what its build made, and what it was made from. Its bytes are the same wherever it travels.
public struct ReleaseContent: Hashable, Sendable {
    /// The application.
    public var application: String
    /// The version.
    public var version: String
    /// What the build returned: images by digest, and plain values.
    public var artifacts: LuaTable
    /// The recipe's path.
    public var recipe: String
    /// The parameters as they were given.
    public var parameters: [String: String]
    /// The hash of the sources that a promotion runs.
    public var sources: ContentHash
    /// The hash of each file of the recipe and its modules, and of each library.
    public var files: [String: String]
    /// The digest of each folder that was built, by folder and Dockerfile.
    public var contexts: [String: String]
    /// The commit of the work tree; `nil` where it is none of git's.
    public var commit: String?
    /// Whether the work tree had changes besides.
    public var isDirty: Bool
    /// The project's name, which its containers carry.
    public var project: String
    /// When it was made.
    public var createdAt: Timestamp
    /// Who made it.
    public var creator: String
    /// The step that made it.
    public var token: String

    /// Makes the content; see the properties for their meaning.
    public init(
        application: String, version: String, artifacts: LuaTable, recipe: String, parameters: [String: String],
        sources: ContentHash, files: [String: String], contexts: [String: String], commit: String?, isDirty: Bool,
        project: String, createdAt: Timestamp, creator: String, token: String
    ) {
        self.application = application
        self.version = version
        self.artifacts = artifacts
        self.recipe = recipe
        self.parameters = parameters
        self.sources = sources
        self.files = files
        self.contexts = contexts
        self.commit = commit
        self.isDirty = isDirty
        self.project = project
        self.createdAt = createdAt
        self.creator = creator
        self.token = token
    }

    /// The content as bytes, the same for the same content.
    public func encoded() -> [UInt8] {
        let value: LuaValue = [
            "format": 1, "application": .string(application), "version": .string(version),
            "artifacts": .table(artifacts), "recipe": .string(recipe), "parameters": Self.texts(parameters),
            "sources": .bytes(sources.bytes), "files": Self.texts(files), "contexts": Self.texts(contexts),
            "commit": LuaValue(commit), "dirty": .bool(isDirty), "project": .string(project),
            "created_at": .integer(createdAt.milliseconds), "creator": .string(creator), "token": .string(token),
        ]
        return value.encoded()
    }

    /// Reads content; `nil` where the bytes are none.
    public init?(decoding bytes: [UInt8]) {
        guard let value = try? LuaValue(decoding: bytes), value["format"].integer == 1,
            let application = value["application"].string, let version = value["version"].string,
            let artifacts = value["artifacts"].table, let recipe = value["recipe"].string,
            let sources = value["sources"].luaString.flatMap({ ContentHash(bytes: $0) }),
            let created = value["created_at"].integer, let creator = value["creator"].string
        else { return nil }
        self.init(
            application: application, version: version, artifacts: artifacts, recipe: recipe,
            parameters: Self.texts(value["parameters"]), sources: sources, files: Self.texts(value["files"]),
            contexts: Self.texts(value["contexts"]), commit: value["commit"].string, isDirty: value["dirty"] == true,
            project: value["project"].string ?? application, createdAt: Timestamp(milliseconds: created),
            creator: creator, token: value["token"].string ?? "")
    }

    /// The record that the journal keeps.
    /// - Parameter signer: who signed it, where it came from elsewhere.
    public func record(signer: String? = nil) -> ReleaseRecord {
        ReleaseRecord(
            application: application, version: version, content: encoded(), sources: sources, createdAt: createdAt,
            creator: creator, signer: signer)
    }

    private static func texts(_ texts: [String: String]) -> LuaValue {
        .table(LuaTable(fields: texts.mapValues { .string($0) }))
    }

    private static func texts(_ value: LuaValue) -> [String: String] {
        (value.table?.fields ?? [:]).compactMapValues(\.string)
    }
}

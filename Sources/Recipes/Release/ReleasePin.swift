public import Journal
import LuaValues

/// What a run is to do with a release, pinned into it when it begins.
public enum ReleasePin: Hashable, Sendable {
    /// It makes the release, and ends when it is made.
    case creation
    /// It deploys one that there is.
    case deployment(ReleaseDeployment)

    /// The release it deploys; `nil` where it makes one.
    public var deployment: ReleaseDeployment? {
        if case .deployment(let deployment) = self { deployment } else { nil }
    }
}

/// A release that a run deploys.
public struct ReleaseDeployment: Hashable, Sendable {
    /// The application.
    public let application: String
    /// The version.
    public let version: String
    /// The hash of the release.
    public let release: ContentHash
    /// The project's name that its containers carry.
    public let project: String
    /// Why it is deployed.
    public let kind: DeploymentRecord.Kind
    /// Why a phase is left out before it; `nil` where none is.
    public let skipReason: String?

    /// Names a release.
    public init(_ content: ReleaseContent, kind: DeploymentRecord.Kind, skipReason: String?) {
        application = content.application
        version = content.version
        release = ContentHash(of: content.encoded())
        project = content.project
        self.kind = kind
        self.skipReason = skipReason
    }

    fileprivate init?(_ value: LuaValue) {
        guard let application = value["application"].string, let version = value["version"].string,
            let release = value["release"].luaString.flatMap({ ContentHash(bytes: $0) }),
            let project = value["project"].string
        else { return nil }
        self.application = application
        self.version = version
        self.release = release
        self.project = project
        kind = value["kind"].string.flatMap { DeploymentRecord.Kind(rawValue: $0) } ?? .promotion
        skipReason = value["skip_reason"].string
    }
}

extension ReleasePin {
    var encoded: LuaValue {
        switch self {
        case .creation: ["creation": true]
        case .deployment(let deployment):
            [
                "application": .string(deployment.application), "version": .string(deployment.version),
                "release": .bytes(deployment.release.bytes), "project": .string(deployment.project),
                "kind": .string(deployment.kind.rawValue), "skip_reason": LuaValue(deployment.skipReason),
            ]
        }
    }

    init?(encoded value: LuaValue) {
        if value["creation"] == true {
            self = .creation
        } else if let deployment = ReleaseDeployment(value) {
            self = .deployment(deployment)
        } else {
            return nil
        }
    }
}

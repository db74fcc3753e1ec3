/// A version of the Engine API, `1.41`.
public struct APIVersion: Sendable, Hashable, Comparable {
    /// The major version.
    public var major: Int
    /// The second number.
    public var minor: Int

    /// Makes a version of its two numbers.
    public init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Parses `1.41`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
        self.init(major, minor)
    }

    /// The newest version this client was written for (Engine 27).
    public static let newestKnown = APIVersion(1, 47)
    /// The oldest version this client still speaks (Engine 19.03).
    public static let oldestKnown = APIVersion(1, 40)

    /// Older versions come first.
    public static func < (left: APIVersion, right: APIVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// The version to speak with an engine: the newest both sides know.
    /// - Parameters:
    ///   - newest: the newest version the engine speaks.
    ///   - oldest: the oldest version the engine still accepts.
    /// - Throws: `DockerError` with code `apiVersionUnsupported`, naming both sides' numbers.
    static func negotiated(newest: APIVersion, oldest: APIVersion) throws(DockerError) -> APIVersion {
        let chosen = min(newest, newestKnown)
        if chosen < oldest {
            throw unsupported(
                "the engine accepts API versions from \(oldest) on, this Moondock speaks up to \(newestKnown); "
                    + "use a newer Moondock")
        }
        if chosen < oldestKnown {
            throw unsupported(
                "the engine speaks API versions up to \(newest), this Moondock needs at least \(oldestKnown); "
                    + "use a newer engine")
        }
        return chosen
    }

    /// The version a person has requested, if both sides speak it.
    /// - Throws: `DockerError` with code `apiVersionUnsupported`.
    static func pinned(_ wanted: APIVersion, newest: APIVersion, oldest: APIVersion) throws(DockerError) -> APIVersion {
        if wanted < oldest || wanted > newest {
            throw unsupported(
                "DOCKER_API_VERSION requests \(wanted), and the engine speaks \(oldest) to \(newest); unset it")
        }
        if wanted < oldestKnown || wanted > newestKnown {
            throw unsupported(
                "DOCKER_API_VERSION requests \(wanted), and this Moondock speaks \(oldestKnown) to \(newestKnown); "
                    + "unset it")
        }
        return wanted
    }

    private static func unsupported(_ message: String) -> DockerError {
        DockerError(.apiVersionUnsupported, operation: "agree on an API version", message: message)
    }
}

extension APIVersion: CustomStringConvertible {
    /// The version as written in a URL, without the “v”.
    public var description: String { "\(major).\(minor)" }
}

public import Foundation

/// A project's `vendor/`: copies of its libraries that are kept with the project, and used before all others.
public struct VendorFolder: Sendable {
    /// The folder.
    public let folder: URL

    /// Names the folder of a project.
    public init(of root: URL) { folder = root.appendingPathComponent("vendor") }

    /// The copy of a library: `vendor/acme/slack@1.4.2`.
    public func copy(of id: String) -> LibraryCopy { LibraryCopy(folder: folder.appendingPathComponent(id)) }

    /// The ids of the libraries that are here.
    public var ids: [String] {
        func names(_ folder: URL) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasPrefix(".") }
        }
        return names(folder).flatMap { owner in
            names(folder.appendingPathComponent(owner)).filter { $0.contains("@") && !$0.hasSuffix(".files") }
                .map { "\(owner)/\($0)" }
        }.sorted()
    }
}

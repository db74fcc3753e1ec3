public import Recipes

/// Something in which two releases differ.
public struct ReleaseChange: Hashable, Sendable, Encodable, CustomStringConvertible {
    /// What it is a part of: `image`, `parameter`, `file`, `folder` or `commit`.
    public let kind: String
    /// Its name.
    public let name: String
    /// What it was; `nil` where it was not there.
    public let before: String?
    /// What it is; `nil` where it is not there.
    public let after: String?

    /// The change as a line.
    public var description: String {
        switch (before, after) {
        case (let before?, let after?): "\(kind) \(name): \(before) → \(after)"
        case (nil, let after?): "\(kind) \(name) is new: \(after)"
        case (let before?, nil): "\(kind) \(name) is gone: \(before)"
        case (nil, nil): "\(kind) \(name)"
        }
    }

    /// All in which two releases differ, kind by kind.
    public static func all(from old: ReleaseContent, to new: ReleaseContent) -> [ReleaseChange] {
        func images(_ content: ReleaseContent) -> [String: String] {
            Dictionary(content.images.map { ($0.name, $0.pinned ?? $0.id) }) { first, _ in first }
        }
        func commit(_ content: ReleaseContent) -> [String: String] {
            content.commit.map { ["commit": "\($0)\(content.isDirty ? ", dirty" : "")"] } ?? [:]
        }
        return changes("image", images(old), images(new)) + changes("parameter", old.parameters, new.parameters)
            + changes("file", old.files, new.files) + changes("folder", old.contexts, new.contexts)
            + changes("work tree", commit(old), commit(new))
    }

    private static func changes(_ kind: String, _ old: [String: String], _ new: [String: String]) -> [ReleaseChange] {
        Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { name in
            ReleaseChange(kind: kind, name: name, before: old[name], after: new[name])
        }
    }
}

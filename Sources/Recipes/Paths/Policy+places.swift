import Foundation
public import RecipeLibraries
import RootedFiles
import TextSafety

extension Policy {
    /// What the policy has against a path, by its text: what it stands for is looked at when it is used.
    public func violation(ofPath path: String, in project: Project) -> PolicyViolation? {
        let text = project.clean(path)
        if project.relative(text) != nil { return nil }
        let real = (try? OpenDescriptor.following(text))?.path
        if let real, let root = try? RootedFolder(project.root.path), root.relative(real) != nil { return nil }
        let isNamed = paths.contains { pattern in
            pattern.covers(text, in: project) || real.map { pattern.covers($0, in: project) } == true
        }
        return isNamed ? nil : .outside(text)
    }

    /// What the policy has against a place outside of the project.
    func violation(of place: NamedPlace, in project: Project) -> PolicyViolation? {
        if place.inProject != nil || paths.contains(where: { $0.covers(place.path, in: project) }) { return nil }
        return .outside(place.path)
    }
}

extension PolicyViolation {
    static func outside(_ path: String) -> PolicyViolation {
        PolicyViolation(
            key: "paths", what: "\(HiddenCharacters.shown(path)), which lies outside of the project",
            hint: "keep it in the project, or name it in policy.paths of moondock.lua")
    }
}

extension PathPattern {
    /// Whether a place is what the pattern names, or lies in it.
    public func covers(_ path: String, in project: Project) -> Bool {
        [self, resolved(in: project)].contains { pattern in
            pattern.matches(path) || PathPattern("\(pattern)/**").matches(path)
        }
    }

    /// The pattern over paths without links: the part before its first `*` is what a person wrote, and may lead through
    /// links, as `/var/run` does.
    private func resolved(in project: Project) -> PathPattern {
        let parts = project.clean(description).split(separator: "/").map(String.init)
        let plain = parts.prefix { !$0.contains("*") }
        // The longest part that is there; what is missing has no links.
        for count in stride(from: plain.count, through: 0, by: -1) {
            let start = "/" + plain.prefix(count).joined(separator: "/")
            guard let place = (try? OpenDescriptor.following(start))?.path else { continue }
            return PathPattern(([place == "/" ? "" : place] + parts.dropFirst(count)).joined(separator: "/"))
        }
        return self
    }
}

extension Project {
    /// A path without `.` and `..`, absolute; links are taken for folders.
    func clean(_ path: String) -> String {
        var parts: [String] = []
        for part in (path.hasPrefix("/") ? path : "\(root.path)/\(path)").split(separator: "/").map(String.init) {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// A path from the project's folder on, by its text: `apps/web`, `.`; absolute where it leads elsewhere.
    public func named(_ path: String) -> String {
        let text = clean(path)
        return relative(text) ?? text
    }
}

/// Something a library can have done by others that it requires.
public struct LibraryReach: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// What is done.
    public let effect: Grant
    /// The libraries it goes through, from the one that is required to the one that has the grant.
    public let way: [String]

    /// The effect, and through whom.
    public var description: String { "\(effect) through \(way.joined(separator: ", "))" }

    /// By what they say.
    public static func < (left: LibraryReach, right: LibraryReach) -> Bool { left.description < right.description }
}

/// A library that requires another one which may do something, without being granted to act through it.
public struct MissingPassage: Hashable, Sendable, CustomStringConvertible {
    /// The library.
    public let library: String
    /// The one that it requires.
    public let next: String
    /// The grant it lacks; `nil` where the project has no name for the other one.
    public let grant: Grant?
    /// What it could do through it.
    public let reach: [LibraryReach]

    /// What it can do, and what the manifest lacks.
    public var description: String {
        let what = reach.prefix(1).map { "\($0)" }.joined() + (reach.count > 1 ? " and \(reach.count - 1) more" : "")
        let lack = grant.map { "does not grant it '\($0)'" } ?? "names no library \(next)"
        return "\(library) can reach \(what), and moondock.lua \(lack)"
    }
}

extension PinnedLibrary {
    /// What it may do: what it requests, as far as it is granted.
    var effects: Set<Grant> {
        Set(
            needs.keys.flatMap { need in
                grants.filter { $0.overlaps(need) }.map { need.argument == nil ? $0 : need }
            })
    }
}

extension LibrarySet {
    /// What a library can have done by those that it requires, and those that they require: each effect by the shortest
    /// way.
    public func reach(of id: String) -> [LibraryReach] {
        var found: [LibraryReach] = []
        var seen: Set<String> = [id]
        var waiting = [(id: id, way: [String]())]
        while !waiting.isEmpty {
            var next: [(id: String, way: [String])] = []
            for (id, way) in waiting {
                for other in Set(libraries[id]?.aliases.values.map { $0 } ?? []).sorted() {
                    guard seen.insert(other).inserted, let library = libraries[other] else { continue }
                    found += library.effects.map { LibraryReach(effect: $0, way: way + [other]) }
                    next.append((other, way + [other]))
                }
            }
            waiting = next
        }
        return found.sorted()
    }

    /// The libraries that a library requires and is not granted to act through, though they may do something.
    public func missingPassages(of id: String) -> [MissingPassage] {
        guard guardsReach, let library = libraries[id] else { return [] }
        let reach = reach(of: id)
        return Set(library.aliases.values).subtracting([id]).sorted().compactMap { next in
            let direct = self.reach(of: next).map { LibraryReach(effect: $0.effect, way: [next] + $0.way) }
            let own = reach.filter { $0.way == [next] }
            let through = (own + direct.filter { $0.way.last != id }).sorted()
            guard !through.isEmpty else { return nil }
            let names = aliases.filter { $0.value == next }.keys.sorted()
            let isGranted = library.grants.contains { grant in
                grant.name == .through && names.contains { grant.argument == $0 }
            }
            if isGranted { return nil }
            let grant = names.first.flatMap { try? Grant("\(Grant.Name.through.rawValue) \($0)") }
            return MissingPassage(library: id, next: next, grant: grant, reach: through)
        }
    }
}

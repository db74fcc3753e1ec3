import LuaValues

extension LuaValue {
    /// What differs between two values, each place in one line: `ports.8080: 80 → 81`.
    /// - Parameter limit: the most lines; what is left is counted in one more.
    func differences(to other: LuaValue, limit: Int = 8) -> [String] {
        var lines: [String] = []
        Self.compare(self, other, at: "", into: &lines)
        guard lines.count > limit else { return lines }
        return lines.prefix(limit) + ["and \(lines.count - limit) more"]
    }

    private static func compare(_ before: LuaValue, _ after: LuaValue, at place: String, into lines: inout [String]) {
        guard before != after else { return }
        guard let old = before.table, let new = after.table else {
            lines.append("\(place.isEmpty ? "the value" : place): \(before) → \(after)")
            return
        }
        for index in 0..<max(old.items.count, new.items.count) {
            compare(
                old.items.indices.contains(index) ? old.items[index] : .nil,
                new.items.indices.contains(index) ? new.items[index] : .nil, at: "\(place)[\(index + 1)]", into: &lines)
        }
        for key in Set(old.fields.keys).union(new.fields.keys).sorted() {
            compare(
                old.fields[key] ?? .nil, new.fields[key] ?? .nil, at: place.isEmpty ? key : "\(place).\(key)",
                into: &lines)
        }
    }
}

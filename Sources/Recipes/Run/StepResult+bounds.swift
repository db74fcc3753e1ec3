import LuaValues

extension StepResult {
    /// The maximum number of values that a result may hold, tables and what is in them.
    private static let maximumValueCount = 1_000_000
    /// The maximum number of bytes of text in it.
    private static let maximumByteCount = 32 << 20
    /// How deep tables may lie in each other.
    private static let deepest = 64

    /// The result, or a failure of the step where it is more than a recipe and the journal can take.
    var withinBounds: StepResult {
        guard case .done(let value) = self else { return self }
        var count = ResultCount()
        count.add(value, depth: 0)
        let fault: String? =
            if count.depth > Self.deepest {
                "nested deeper than \(Self.deepest)"
            } else if count.values > Self.maximumValueCount {
                "of more than \(Self.maximumValueCount) values"
            } else if count.bytes > Self.maximumByteCount {
                "of more than \(Self.maximumByteCount >> 20) MiB"
            } else {
                nil
            }
        guard let fault else { return self }
        return .failed(
            StepError(code: "result.too_large", "it was done, and what came of it is \(fault): no recipe can take that")
        )
    }
}

/// How much is in a value; it stops where it is more than enough.
private struct ResultCount {
    var depth = 0
    var values = 0
    var bytes = 0

    mutating func add(_ value: LuaValue, depth: Int) {
        self.depth = max(self.depth, depth)
        values += 1
        guard depth <= 64, values <= 1_000_000 else { return }
        switch value {
        case .nil, .bool, .integer, .number: break
        case .string(let text): bytes += text.utf8.count
        case .bytes(let raw): bytes += raw.count
        case .table(let table): add(table, depth: depth)
        case .handle(let handle): add(handle.fields, depth: depth)
        }
    }

    private mutating func add(_ table: LuaTable, depth: Int) {
        for item in table.items { add(item, depth: depth + 1) }
        for (key, value) in table.fields {
            bytes += key.utf8.count
            add(value, depth: depth + 1)
        }
    }
}

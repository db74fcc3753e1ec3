public import LuaValues

/// What a run may use where it differs from the defaults, as people give it: `memory=256MiB`.
public struct RunLimits: Hashable, Sendable {
    /// The changed limits by name, in bytes, seconds or plain numbers.
    public private(set) var values: [String: Int64] = [:]

    /// Every limit that can be changed, with what it bounds.
    public static let help: [(name: String, meaning: String)] = limits.map { ($0.name, $0.meaning) }

    /// No change.
    public init() {}

    /// Reads changes such as `memory=256MiB` and `coroutines=50000`.
    /// - Throws: `Diagnostic` for an unknown name and a value of another kind.
    public init(_ texts: [String]) throws {
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard let limit = Self.limits.first(where: { $0.name == parts.first }) else {
                throw Self.unknown(parts.first ?? "")
            }
            let amount = parts.count == 2 ? limit.kind.amount(parts[1]) : nil
            guard let amount, amount > 0 else {
                throw Diagnostic(
                    code: "invalid_limit", message: "the limit '\(text)' needs \(limit.kind.unit)",
                    hint: "for example \(limit.name)=\(limit.kind.example)")
            }
            values[limit.name] = amount
        }
    }

    /// These changes, and the others where both change the same.
    func merging(_ others: RunLimits) -> RunLimits {
        var merged = self
        merged.values.merge(others.values) { $1 }
        return merged
    }

    /// The limits with these changes.
    public func applied(to limits: LuaLimits) -> LuaLimits {
        var changed = limits
        for limit in Self.limits { if let value = values[limit.name] { limit.set(&changed, value) } }
        return changed
    }

    private static func unknown(_ name: String) -> Diagnostic {
        let names = limits.map(\.name)
        return Diagnostic(
            code: "invalid_limit", message: "there is no limit '\(name)'",
            hint: Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                ?? "there are \(names.joined(separator: ", "))")
    }
}

extension RunLimits {
    private struct Limit: Sendable {
        let name: String
        let kind: Kind
        let meaning: String
        let set: @Sendable (inout LuaLimits, Int64) -> Void
    }

    private enum Kind {
        case size, count, time

        var unit: String {
            switch self {
            case .size: "a size"
            case .count: "a number"
            case .time: "a duration"
            }
        }

        var example: String {
            switch self {
            case .size: "256MiB"
            case .count: "1000000"
            case .time: "2m"
            }
        }

        func amount(_ text: String) -> Int64? {
            switch self {
            case .size: try? OptionType.size.parse(.string(text), OptionPath("limit"))
            case .count: Int64(text)
            case .time: Duration(text).map { Int64($0.wholeSeconds) }
            }
        }
    }

    // Names are those a recipe that reaches a limit sees.
    private static let limits: [Limit] = [
        Limit(name: "memory", kind: .size, meaning: "memory of the Lua state") { $0.memory = $1 },
        Limit(name: "instructions", kind: .count, meaning: "Lua instructions of the whole run") {
            $0.instructions = $1
        },
        Limit(name: "instructions_per_turn", kind: .count, meaning: "Lua instructions between two calls of the host") {
            $0.instructionsPerTurn = $1
        },
        Limit(name: "processor_time", kind: .time, meaning: "processor time between two calls of the host") {
            $0.processorTime = Double($1)
        },
        Limit(name: "coroutines", kind: .count, meaning: "coroutines alive at one time, branches included") {
            $0.coroutines = $1
        },
        Limit(name: "calls", kind: .count, meaning: "calls within calls") { $0.callDepth = $1 },
        Limit(name: "string", kind: .size, meaning: "one string that an operation makes") { $0.stringLength = $1 },
        Limit(name: "log", kind: .size, meaning: "log text of the whole run") { $0.logVolume = $1 },
    ]
}

extension RunLimits {
    /// The changes as they are pinned with the run's sources.
    var encoded: LuaValue { .table(LuaTable(fields: values.mapValues(LuaValue.integer))) }

    init(encoded value: LuaValue) {
        values = (value.table?.fields ?? [:]).compactMapValues(\.integer)
    }
}

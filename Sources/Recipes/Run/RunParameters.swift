import LuaValues

extension LuaValue {
    /// The parameters of a run as a value.
    init(parameters: [String: String]) {
        self = .table(LuaTable(fields: parameters.mapValues { .string($0) }))
    }

    /// The parameters of a run as the journal keeps them.
    static func parameters(decoding bytes: [UInt8]) -> [String: String] {
        ((try? LuaValue(decoding: bytes))?.table?.fields ?? [:]).compactMapValues(\.string)
    }
}

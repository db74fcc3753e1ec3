internal import LuaValues

/// Takes the fields of a message's body one after the other.
struct MessageFields {
    private let items: [LuaValue]
    private let subject: String
    private var index = 0

    init(_ body: LuaValue, of subject: String) {
        items = body.table?.items ?? []
        self.subject = subject
    }

    mutating func next() throws(WireError) -> LuaValue {
        guard index < items.count else { throw WireError("\(subject): field \(index + 1) is missing") }
        index += 1
        return items[index - 1]
    }

    func end() throws(WireError) {
        guard index == items.count else { throw WireError("\(subject): more than \(index) fields") }
    }

    private func wrong(_ expected: String) -> WireError { WireError("\(subject): field \(index) is not \(expected)") }

    mutating func string() throws(WireError) -> String {
        guard let text = try next().string else { throw wrong("a string") }
        return text
    }

    mutating func optionalString() throws(WireError) -> String? {
        let value = try next()
        if value == .nil { return nil }
        guard let text = value.string else { throw wrong("a string") }
        return text
    }

    mutating func boolean() throws(WireError) -> Bool {
        guard let flag = try next().bool else { throw wrong("a boolean") }
        return flag
    }

    mutating func bytes() throws(WireError) -> [UInt8] {
        switch try next() {
        case .bytes(let bytes): return bytes
        case .string(let text): return Array(text.utf8)
        default: throw wrong("a byte string")
        }
    }

    mutating func integer64() throws(WireError) -> Int64 {
        guard case .integer(let value) = try next() else { throw wrong("an integer") }
        return value
    }

    mutating func optionalInteger64() throws(WireError) -> Int64? {
        switch try next() {
        case .nil: return nil
        case .integer(let value): return value
        default: throw wrong("an integer")
        }
    }

    mutating func integer() throws(WireError) -> Int {
        guard let value = Int(exactly: try integer64()) else { throw wrong("an integer") }
        return value
    }

    /// A number of things, which is neither negative nor beyond what anybody counts.
    mutating func count() throws(WireError) -> Int {
        let value = try integer()
        guard (0...Int(Int32.max)).contains(value) else { throw wrong("a count") }
        return value
    }

    mutating func table() throws(WireError) -> LuaTable {
        guard let table = try next().table else { throw wrong("a table") }
        return table
    }

    mutating func position() throws(WireError) -> SourcePosition { SourcePosition(decoding: .table(try table())) }

    /// A result: whether it is one of success, and its value or error.
    mutating func result<Success, Failure: Error>(
        _ success: (LuaValue) throws(WireError) -> Success, failure: (LuaValue) throws(WireError) -> Failure
    ) throws(WireError) -> Result<Success, Failure> {
        guard let isSuccess = try next().bool else { throw wrong("a boolean") }
        let value = try next()
        return isSuccess ? .success(try success(value)) : .failure(try failure(value))
    }
}

/// The pieces of messages that both directions share.
extension MessageFields {
    static func result<Failure: Error>(
        _ result: Result<LuaValue, Failure>, failure: (Failure) -> LuaValue
    ) -> [LuaValue] {
        switch result {
        case .success(let value): [true, value]
        case .failure(let error): [false, failure(error)]
        }
    }
}

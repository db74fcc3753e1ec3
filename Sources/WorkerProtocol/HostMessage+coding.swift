public import LuaValues

extension HostMessage {
    /// The opcodes of the host's messages.
    enum Opcode: UInt8 {
        case evaluate = 1
        case start, reply, module, cancel, replay
    }

    /// Appends the message as one frame.
    public func encode(into bytes: inout [UInt8]) {
        let (opcode, body) = encoded
        Frame.append(opcode: opcode.rawValue, body: .list(body), to: &bytes)
    }

    private var encoded: (Opcode, [LuaValue]) {
        switch self {
        case .evaluate(let source, let limits): (.evaluate, [source.encoded, limits.encoded])
        case .start(let start): (.start, start.encoded)
        case .reply(let branch, let result, let time):
            (
                .reply,
                [.integer(Int64(branch))] + MessageFields.result(result) { .table($0.fields) } + [
                    time.map { .integer($0) } ?? nil
                ]
            )
        case .replay(let ends): (.replay, [.list(ends.map(\.encoded))])
        case .module(let result): (.module, MessageFields.result(result.map(\.encoded)) { .table($0.fields) })
        case .cancel(let reason): (.cancel, [.string(reason)])
        }
    }

    /// Reads a frame.
    /// - Throws: `WireError` for an unknown opcode or a body of another shape.
    public init(opcode: UInt8, body: LuaValue) throws(WireError) {
        guard let known = Opcode(rawValue: opcode) else { throw WireError("opcode \(opcode) is unknown to the worker") }
        var fields = MessageFields(body, of: "opcode \(opcode)")
        switch known {
        case .evaluate:
            self = .evaluate(
                source: try SourceText(decoding: try fields.next()), limits: LuaLimits(decoding: try fields.next()))
        case .start: self = .start(try RecipeStart(decoding: &fields))
        case .reply:
            let branch = try fields.integer()
            let result = try fields.result({ $0 }, failure: ReplyFailure.init(decoding:))
            self = .reply(branch: branch, result: result, at: try fields.optionalInteger64())
        case .replay:
            var ends: [RecordedEnd] = []
            for end in try fields.table().items { ends.append(try RecordedEnd(decoding: end)) }
            self = .replay(ends)
        case .module:
            self = .module(try fields.result(SourceText.init(decoding:), failure: ReplyFailure.init(decoding:)))
        case .cancel: self = .cancel(reason: try fields.string())
        }
        try fields.end()
    }
}

extension RecordedEnd {
    var encoded: LuaValue {
        .list([.string(path)] + MessageFields.result(result) { .table($0.fields) } + [at.map { .integer($0) } ?? nil])
    }

    init(decoding value: LuaValue) throws(WireError) {
        var fields = MessageFields(value, of: "a recorded end")
        let path = try fields.string()
        let result = try fields.result({ $0 }, failure: ReplyFailure.init(decoding:))
        self.init(path: path, result: result, at: try fields.optionalInteger64())
        try fields.end()
    }
}

extension ReplyFailure {
    init(decoding value: LuaValue) throws(WireError) {
        guard let fields = value.table else { throw WireError("an error value that is not a table") }
        self.init(fields: fields)
    }
}

extension SourceText {
    var encoded: LuaValue { .list([.string(chunk), .bytes(text)]) }

    init(decoding value: LuaValue) throws(WireError) {
        var fields = MessageFields(value, of: "a source text")
        self.init(chunk: try fields.string(), text: try fields.bytes())
        try fields.end()
    }
}

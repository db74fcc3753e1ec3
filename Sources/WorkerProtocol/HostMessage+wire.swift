public import LuaValues

extension HostMessage {
    /// The opcodes of the host's messages.
    enum Opcode: UInt8 {
        case evaluate = 1
        case start, reply, module, cancel, replay
    }

    /// Appends the message as one frame.
    public func encode(into bytes: inout [UInt8]) {
        let (opcode, body) = wire
        Frame.append(opcode: opcode.rawValue, body: .list(body), to: &bytes)
    }

    private var wire: (Opcode, [LuaValue]) {
        switch self {
        case .evaluate(let source, let limits): (.evaluate, [source.wire, limits.wire])
        case .start(let start): (.start, start.wire)
        case .reply(let branch, let result, let time):
            (
                .reply,
                [.integer(Int64(branch))] + Wire.result(result) { .table($0.fields) } + [
                    time.map { .integer($0) } ?? nil
                ]
            )
        case .replay(let ends): (.replay, [.list(ends.map(\.wire))])
        case .module(let result): (.module, Wire.result(result.map(\.wire)) { .table($0.fields) })
        case .cancel(let reason): (.cancel, [.string(reason)])
        }
    }

    /// Reads a frame.
    /// - Throws: `WireError` for an unknown opcode or a body of another shape.
    public init(opcode: UInt8, body: LuaValue) throws(WireError) {
        guard let known = Opcode(rawValue: opcode) else { throw WireError("opcode \(opcode) is unknown to the worker") }
        var fields = WireFields(body, of: "opcode \(opcode)")
        switch known {
        case .evaluate:
            self = .evaluate(
                source: try SourceText(wire: try fields.next()), limits: LuaLimits(wire: try fields.next()))
        case .start: self = .start(try RecipeStart(wire: &fields))
        case .reply:
            let branch = try fields.integer()
            let result = try fields.result({ $0 }, failure: ReplyFailure.init(wire:))
            self = .reply(branch: branch, result: result, at: try fields.optionalInteger64())
        case .replay:
            var ends: [RecordedEnd] = []
            for end in try fields.table().items { ends.append(try RecordedEnd(wire: end)) }
            self = .replay(ends)
        case .module: self = .module(try fields.result(SourceText.init(wire:), failure: ReplyFailure.init(wire:)))
        case .cancel: self = .cancel(reason: try fields.string())
        }
        try fields.end()
    }
}

extension RecordedEnd {
    var wire: LuaValue {
        .list([.string(path)] + Wire.result(result) { .table($0.fields) } + [at.map { .integer($0) } ?? nil])
    }

    init(wire: LuaValue) throws(WireError) {
        var fields = WireFields(wire, of: "a recorded end")
        let path = try fields.string()
        let result = try fields.result({ $0 }, failure: ReplyFailure.init(wire:))
        self.init(path: path, result: result, at: try fields.optionalInteger64())
        try fields.end()
    }
}

extension ReplyFailure {
    init(wire: LuaValue) throws(WireError) {
        guard let fields = wire.table else { throw WireError("an error value that is not a table") }
        self.init(fields: fields)
    }
}

extension SourceText {
    var wire: LuaValue { .list([.string(chunk), .bytes(text)]) }

    init(wire: LuaValue) throws(WireError) {
        var fields = WireFields(wire, of: "a source text")
        self.init(chunk: try fields.string(), text: try fields.bytes())
        try fields.end()
    }
}

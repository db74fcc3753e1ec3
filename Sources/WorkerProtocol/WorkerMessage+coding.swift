public import LuaValues

extension WorkerMessage {
    /// The opcodes of the worker's messages.
    enum Opcode: UInt8 {
        case ready = 64
        case evaluated, step, query, notification, cancelStep, scopeOpened, scopeClosed, branchOpened
        case branchClosed, module, idle, finished, rolledBack, delivered
    }

    /// Appends the message as one frame.
    public func encode(into bytes: inout [UInt8]) {
        let (opcode, body) = encoded
        Frame.append(opcode: opcode.rawValue, body: .list(body), to: &bytes)
    }

    private var encoded: (Opcode, [LuaValue]) {
        switch self {
        case .ready(let version): (.ready, [.string(version)])
        case .evaluated(let result): (.evaluated, MessageFields.result(result, failure: \.encoded))
        case .step(let call): (.step, call.encoded)
        case .query(let call): (.query, call.encoded)
        case .notification(let call): (.notification, call.encoded)
        case .cancelStep(let path): (.cancelStep, [.string(path)])
        case .delivered(let path): (.delivered, [.string(path)])
        case .scopeOpened(let opening): (.scopeOpened, opening.encoded)
        case .scopeClosed(let path, let failure): (.scopeClosed, [.string(path), LuaValue(failure)])
        case .rolledBack(let report):
            (
                .rolledBack,
                [
                    .string(report.path), .string(report.title), .integer(Int64(report.undone)),
                    .list(report.failures.map { .string($0) }),
                ]
            )
        case .branchOpened(let path): (.branchOpened, [.string(path)])
        case .branchClosed(let path, let failure, let isCancelled):
            (.branchClosed, [.string(path), LuaValue(failure), .bool(isCancelled)])
        case .module(let name): (.module, [.string(name)])
        case .idle(let handled): (.idle, [.integer(Int64(handled))])
        case .finished(let result): (.finished, MessageFields.result(result, failure: \.encoded))
        }
    }

    /// Reads a frame.
    /// - Throws: `WireError` for an unknown opcode or a body of another shape.
    public init(opcode: UInt8, body: LuaValue) throws(WireError) {
        guard let known = Opcode(rawValue: opcode) else { throw WireError("opcode \(opcode) is unknown to the host") }
        var fields = MessageFields(body, of: "opcode \(opcode)")
        switch known {
        case .ready: self = .ready(luaVersion: try fields.string())
        case .evaluated: self = .evaluated(try fields.result({ $0 }, failure: { RecipeFailure(decoding: $0) }))
        case .step: self = .step(try CallRequest(decoding: &fields))
        case .query: self = .query(try CallRequest(decoding: &fields))
        case .notification: self = .notification(try CallRequest(decoding: &fields))
        case .cancelStep: self = .cancelStep(path: try fields.string())
        case .delivered: self = .delivered(path: try fields.string())
        case .scopeOpened: self = .scopeOpened(try ScopeOpening(decoding: &fields))
        case .scopeClosed: self = .scopeClosed(path: try fields.string(), failure: try fields.optionalString())
        case .rolledBack:
            self = .rolledBack(
                RollbackReport(
                    path: try fields.string(), title: try fields.string(), undone: try fields.count(),
                    failures: try fields.table().items.map { $0.string ?? "?" }))
        case .branchOpened: self = .branchOpened(path: try fields.string())
        case .branchClosed:
            self = .branchClosed(
                path: try fields.string(), failure: try fields.optionalString(), isCancelled: try fields.boolean())
        case .module: self = .module(name: try fields.string())
        case .idle: self = .idle(handled: try fields.count())
        case .finished: self = .finished(try fields.result({ $0 }, failure: { RecipeFailure(decoding: $0) }))
        }
        try fields.end()
    }
}

extension CallRequest {
    /// No worker names as many; one that does is hostile.
    private static let maximumLibraries = 64

    var encoded: [LuaValue] {
        [
            .integer(Int64(branch)), .string(path), .string(primitive), options, position.encoded,
            LuaValue(library), .list(through.map { .string($0) }),
            .bool(isCleanUp), .bool(isInCancelledBranch),
        ]
    }

    init(decoding fields: inout MessageFields) throws(WireError) {
        let branch = try fields.integer()
        let path = try fields.string()
        let primitive = try fields.string()
        let options = try fields.next()
        let position = try fields.position()
        let library = try fields.optionalString()
        var through: [String] = []
        for id in try fields.table().items {
            guard let id = id.string, through.count < Self.maximumLibraries else {
                throw WireError("a call with odd libraries")
            }
            through.append(id)
        }
        self.init(
            branch: branch, path: path, primitive: primitive, options: options, position: position,
            library: library, through: through, isCleanUp: try fields.boolean(),
            isInCancelledBranch: try fields.boolean())
    }
}

extension ScopeOpening {
    var encoded: [LuaValue] {
        [
            .string(path), .string(kind), .string(title), .list(branches.map { .string($0) }), position.encoded,
        ]
    }

    init(decoding fields: inout MessageFields) throws(WireError) {
        let path = try fields.string()
        let kind = try fields.string()
        let title = try fields.string()
        let branches = try fields.table().items.map { $0.string ?? "?" }
        self.init(path: path, kind: kind, title: title, branches: branches, position: try fields.position())
    }
}

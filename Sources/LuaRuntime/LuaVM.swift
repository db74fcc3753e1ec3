internal import CLuaBridge
public import LuaValues

/// One sandboxed Lua state.
///
/// Scripts run as branches: coroutines that the host resumes. A call of a host function stops the branch; the host
/// resumes it with the answer whenever it has one. A VM is used from one thread at a time.
public final class LuaVM {
    /// Which globals a VM has.
    public enum Dialect: Int32, Sendable {
        /// The sandboxed standard library.
        case recipe
        /// Nothing but `secret`.
        case data
    }

    /// How calls of a host function travel.
    public enum Style: Int32, Sendable {
        /// The branch waits for the answer.
        case call
        /// Nothing waits; see `takeNotifications()`.
        case notification
    }

    /// What the host can know of a module.
    public enum ModuleState: Hashable, Sendable {
        /// Nobody asked for it.
        case unknown
        /// A branch loads it.
        case loading(branch: Int)
        /// It can be required without the host.
        case loaded
    }

    let state: OpaquePointer

    /// Makes a VM.
    /// - Parameters:
    ///   - limits: what it may use.
    ///   - dialect: which globals it has.
    ///   - seed: the seed of `math.random`.
    ///   - time: what the script's clock shows, in milliseconds since 1970.
    /// - Throws: `LuaSetupError` when the linked Lua cannot be secured.
    public init(limits: LuaLimits, dialect: Dialect = .recipe, seed: Int64 = 0, time: Int64 = 0) throws(LuaSetupError) {
        var values = mdl_limits(
            memory: limits.memory, turn: limits.instructionsPerTurn, instructions: limits.instructions,
            coroutines: limits.coroutines, source: limits.sourceSize, string: limits.stringLength,
            log: limits.logVolume, calls: limits.callDepth,
            processor_time: Self.milliseconds(limits.processorTime), depth: Int64(ValueLimits.depth),
            values: Int64(ValueLimits.count), value_size: Int64(ValueLimits.size))
        var reason: UnsafePointer<CChar>?
        guard let state = mdl_vm_create(&values, dialect.rawValue, seed, time, &reason) else {
            throw LuaSetupError(description: reason.map { String(cString: $0) } ?? "no Lua state could be made")
        }
        self.state = state
    }

    deinit { mdl_vm_destroy(state) }

    /// 0, which is no limit, only where none is wanted: a limit that is too large to count is the largest.
    private static func milliseconds(_ seconds: Double) -> Int64 {
        seconds > 0 ? Int64(exactly: (seconds * 1000).rounded(.up)) ?? .max : 0
    }

    /// Sets the script's clock, in milliseconds since 1970. It does not go back.
    public func setTime(_ time: Int64) { mdl_vm_set_time(state, time) }

    /// The version of the linked Lua, such as `Lua 5.4.4`.
    public static var version: String { String(cString: mdl_lua_version()) }

    /// Bytes that Lua uses now.
    public var memory: Int64 { mdl_vm_memory(state) }

    /// Declares a host function; it becomes a global unless a private chunk exports one of that name.
    public func declare(_ name: String, style: Style) {
        Span.with(name) { mdl_vm_declare(state, $0, style.rawValue) }
    }

    /// Declares a name of Lua's own that scripts do not have, such as `os.getenv`.
    /// - Parameters:
    ///   - name: the name.
    ///   - reason: why, and what to write instead: the message of the error that a script gets which uses it.
    public func withhold(_ name: String, reason: String) {
        Span.with(name) { name in Span.with(reason) { mdl_vm_withhold(state, name, $0) } }
    }

    /// Declares a library, whose chunks are named `<id>:<path>`.
    /// - Parameters:
    ///   - id: its id; empty for the project's own code.
    ///   - requires: the chunks its `require` finds, by name.
    ///   - denials: why it may not call what it may not call, by name.
    /// - Throws: `LuaSetupError` when there is no memory for it.
    public func declareLibrary(
        _ id: String, requires: [String: String], denials: [String: String]
    ) throws(LuaSetupError) {
        func table(_ texts: [String: String]) -> LuaValue {
            .table(LuaTable(fields: texts.mapValues { .string($0) }))
        }
        let facts: LuaValue = ["requires": table(requires), "denials": table(denials)]
        let isDeclared = Span.with(id) { id in
            Span.with(facts.encoded()) { mdl_vm_declare_library(state, id, $0) }
        }
        guard isDeclared else { throw LuaSetupError(description: "there is no memory for library '\(id)'") }
    }

    /// Runs a private chunk, which sees the `host` table and whose `exports` become globals. It cannot call the host.
    public func runPrivate(chunk: String, text: [UInt8]) -> LuaOutcome {
        Span.with(chunk) { chunk in Span.with(text) { outcome(of: mdl_vm_run_private(state, chunk, $0)) } }
    }

    /// Begins a turn, which may take `instructionsPerTurn`.
    public func beginTurn() { mdl_vm_begin_turn(state) }

    /// The state of a module.
    public func moduleState(_ name: String) -> ModuleState {
        var loader: Int64 = -1
        return switch Span.with(name, { mdl_module_state(state, $0, &loader) }) {
        case 1: .loading(branch: Int(loader))
        case 2: .loaded
        default: .unknown
        }
    }

    /// The notifications since the last time, in order.
    public func takeNotifications() -> [LuaCall] {
        var notifications: [LuaCall] = []
        var notification = mdl_outcome()
        while mdl_vm_take_notification(state, &notification) {
            if case .called(let call) = outcome(of: notification) { notifications.append(call) }
        }
        return notifications
    }
}

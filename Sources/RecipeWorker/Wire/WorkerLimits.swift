import LuaRuntime

/// What one run may use in its worker.
public struct WorkerLimits: Hashable, Sendable {
    /// Bytes of memory of the Lua state.
    public var memory: Int64 = 128 << 20
    /// VM instructions between two requests to the host.
    public var instructionsPerTurn: Int64 = 500_000_000
    /// VM instructions over the whole run.
    public var instructions: Int64 = 50_000_000_000
    /// Coroutines alive at one time, branches included.
    public var coroutines: Int64 = 20_000
    /// Bytes of one source file.
    public var sourceSize: Int64 = 256 << 10
    /// Bytes of one string that an operation of the string library may make.
    public var stringLength: Int64 = 32 << 20
    /// Bytes of log text over the whole run.
    public var logVolume: Int64 = 64 << 20
    /// Functions in the middle of a call, in one coroutine; noticed within some hundred calls.
    public var callDepth: Int64 = 16_000

    /// Seconds of processor time between two messages to the host. The host watches it, from outside; before that the
    /// worker ends the recipe itself, and can say where it was.
    public var processorTime: Double = 60

    /// The defaults.
    public init() {}

    init(wire value: LuaValue) {
        memory = value["memory"].integer ?? memory
        instructionsPerTurn = value["turn"].integer ?? instructionsPerTurn
        instructions = value["instructions"].integer ?? instructions
        coroutines = value["coroutines"].integer ?? coroutines
        sourceSize = value["source"].integer ?? sourceSize
        stringLength = value["string"].integer ?? stringLength
        logVolume = value["log"].integer ?? logVolume
        callDepth = value["calls"].integer ?? callDepth
        processorTime = value["processor"].number ?? processorTime
    }

    var wire: LuaValue {
        [
            "memory": .integer(memory), "turn": .integer(instructionsPerTurn), "instructions": .integer(instructions),
            "coroutines": .integer(coroutines), "source": .integer(sourceSize), "string": .integer(stringLength),
            "log": .integer(logVolume), "calls": .integer(callDepth), "processor": .number(processorTime),
        ]
    }
}

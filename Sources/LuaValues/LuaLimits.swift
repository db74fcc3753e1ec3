/// What one run may use: the one place where these numbers stand.
public struct LuaLimits: Hashable, Sendable {
    /// Bytes of memory of the Lua state.
    public var memory: Int64 = 128 << 20
    /// Instructions between two requests to the host, however many branches run.
    public var instructionsPerTurn: Int64 = 500_000_000
    /// Instructions over the whole run.
    public var instructions: Int64 = 50_000_000_000
    /// Coroutines alive at one time, branches included.
    public var coroutines: Int64 = 20_000
    /// Bytes of one source text.
    public var sourceSize: Int64 = 256 << 10
    /// Bytes of one string that a library function makes.
    public var stringLength: Int64 = 32 << 20
    /// Bytes of log text over the whole run.
    public var logVolume: Int64 = 64 << 20
    /// Functions in the middle of a call, in one coroutine; noticed within some hundred calls.
    public var callDepth: Int64 = 16_000
    /// Seconds of processor time between two requests to the host, for what takes long without taking instructions, such
    /// as comparing long strings; 0 for no limit.
    public var processorTime: Double = 60

    /// The defaults.
    public init() {}
}

/// A limit by its name in messages.
public enum LuaLimit: String, Hashable, Sendable {
    /// `LuaLimits.memory`
    case memory
    /// `LuaLimits.instructionsPerTurn`
    case instructionsPerTurn = "instructions_per_turn"
    /// `LuaLimits.instructions`
    case instructions
    /// `LuaLimits.coroutines`
    case coroutines
    /// `LuaLimits.sourceSize`
    case sourceSize = "source"
    /// `LuaLimits.stringLength`
    case stringLength = "string"
    /// `LuaLimits.logVolume`
    case logVolume = "log"
    /// `LuaLimits.callDepth`
    case callDepth = "calls"
    /// `LuaLimits.processorTime`
    case processorTime = "processor_time"
}

/// What one value may hold that crosses the border between Lua and its host. No run changes it.
public enum ValueLimits {
    /// How deep tables may nest.
    public static let depth = 64
    /// Values within the value: as Swift values they take many times their bytes.
    public static let count = 1_000_000
    /// Bytes of the encoded value.
    public static let size = 32 << 20
}

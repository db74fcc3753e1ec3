/// What one VM may use.
public struct LuaLimits: Hashable, Sendable {
    /// Bytes of memory.
    public var memory: Int64 = 128 << 20
    /// Instructions of one turn, however many branches run in it.
    public var instructionsPerTurn: Int64 = 500_000_000
    /// Instructions over the life of the VM.
    public var instructions: Int64 = 50_000_000_000
    /// Coroutines alive at one time, branches included.
    public var coroutines: Int64 = 20_000
    /// Bytes of one source text.
    public var sourceSize: Int64 = 256 << 10
    /// Bytes of one string that a library function makes.
    public var stringLength: Int64 = 32 << 20
    /// Bytes of all notes.
    public var noteVolume: Int64 = 64 << 20
    /// Functions in the middle of a call, in one coroutine.
    public var callDepth: Int64 = 16_000
    /// Seconds of processor time of one turn, for what takes long without taking instructions, such as comparing long
    /// strings; 0 for no limit.
    public var processorTime: Double = 0

    /// The defaults.
    public init() {}
}

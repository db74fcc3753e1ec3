internal import LuaValues

extension LuaLimits {
    /// These limits with less processor time: the host's watchdog, which ends the worker, cannot say where the recipe was.
    var beforeWatchdog: LuaLimits {
        var limits = self
        limits.processorTime *= 0.75
        return limits
    }
}

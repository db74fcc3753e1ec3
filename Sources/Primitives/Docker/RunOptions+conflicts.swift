import LuaValues
import Recipes

extension RunOptions {
    /// Options of a call that do not go together.
    /// - Parameter isWhole: whether what is not among them is not given.
    static func conflict(in given: LuaTable, isWhole: Bool = false) -> OptionError? {
        let isJob = given[wait.key] == "exit"
        let ofService = [healthy.key, replace.key, keepReplaced.key, overlap.key, adopt.key, startPeriod.key]
        let ofJob = [timeout.key, okCodes.key]
        if isJob, let key = ofService.first(where: { given[$0] != .nil && given[$0] != false }) {
            return OptionError(
                "'\(key)' is for what goes on running, and wait = \"exit\" for what comes to its end", option: key)
        }
        if isJob, given[restart.key] != .nil, given[restart.key] != "no" {
            return OptionError("a job that is run to its end is not started again by the engine", option: restart.key)
        }
        let isService = given[wait.key] == "healthy" || (isWhole && given[wait.key] == .nil)
        if isService, let key = ofJob.first(where: { given[$0] != .nil }) {
            return OptionError("'\(key)' is for jobs", option: key, hint: "add wait = \"exit\"")
        }
        return nil
    }
}

internal import LuaValues

extension LuaLimits {
    var encoded: LuaValue {
        let values: [(LuaLimit, LuaValue)] = [
            (.memory, .integer(memory)), (.instructionsPerTurn, .integer(instructionsPerTurn)),
            (.instructions, .integer(instructions)), (.coroutines, .integer(coroutines)),
            (.sourceSize, .integer(sourceSize)), (.stringLength, .integer(stringLength)),
            (.logVolume, .integer(logVolume)), (.callDepth, .integer(callDepth)),
            (.processorTime, .number(processorTime)),
        ]
        return .table(LuaTable(fields: Dictionary(uniqueKeysWithValues: values.map { ($0.rawValue, $1) })))
    }

    init(decoding value: LuaValue) {
        self.init()
        func integer(_ limit: LuaLimit) -> Int64? { value[limit.rawValue].integer }
        memory = integer(.memory) ?? memory
        instructionsPerTurn = integer(.instructionsPerTurn) ?? instructionsPerTurn
        instructions = integer(.instructions) ?? instructions
        coroutines = integer(.coroutines) ?? coroutines
        sourceSize = integer(.sourceSize) ?? sourceSize
        stringLength = integer(.stringLength) ?? stringLength
        logVolume = integer(.logVolume) ?? logVolume
        callDepth = integer(.callDepth) ?? callDepth
        processorTime = value[LuaLimit.processorTime.rawValue].number ?? processorTime
    }
}

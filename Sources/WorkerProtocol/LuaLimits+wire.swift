internal import LuaValues

extension LuaLimits {
    var wire: LuaValue {
        [
            "memory": .integer(memory), "turn": .integer(instructionsPerTurn), "instructions": .integer(instructions),
            "coroutines": .integer(coroutines), "source": .integer(sourceSize), "string": .integer(stringLength),
            "log": .integer(logVolume), "calls": .integer(callDepth), "processor": .number(processorTime),
        ]
    }

    init(wire value: LuaValue) {
        self.init()
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
}

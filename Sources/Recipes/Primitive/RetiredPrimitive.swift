import LuaValues

/// Stands for a primitive that a recorded call names and that is not there any more: what it did is on record, and no call
/// of it is made again.
struct RetiredPrimitive: Primitive {
    let name: String

    var declaration: PrimitiveDeclaration {
        PrimitiveDeclaration(name, summary: "Is not there any more.", inDoubt: .unsafe)
    }

    func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        throw StepError.retired(name)
    }
}

extension StepError {
    /// The error of a call of a primitive that is not there.
    static func retired(_ name: String) -> StepError {
        StepError(
            code: "unknown_primitive", "there is no primitive called '\(name)'", hint: earlierRevision(name))
    }

    /// What to do where a call was written for another version of its primitive.
    static func earlierRevision(_ name: String) -> String {
        "the run was begun with another version of \(name): resume it with that version of moondock, or write the call "
            + "for this one and resume the run with --edited"
    }
}

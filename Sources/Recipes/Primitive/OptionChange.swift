public import LuaValues

/// How the options of a primitive have changed, so that runs that were begun before go on as they were written.
public struct OptionChange: Sendable {
    /// The revision of the declaration that came with the change.
    public let revision: Int
    /// The key that calls gave before; `nil` where no key went.
    let formerKey: String?
    /// What a person who still gives it should know.
    let hint: String
    /// Makes the options of an earlier revision those of this one.
    let apply: @Sendable (inout LuaTable) -> Void

    /// An option that has another name now.
    /// - Parameters:
    ///   - former: the name that it had.
    ///   - key: the name that it has.
    ///   - revision: the revision of the declaration that came with it, from 2.
    public static func renamed(_ former: String, to key: String, in revision: Int) -> OptionChange {
        OptionChange(revision: revision, formerKey: former, hint: "it is called '\(key)' now") { options in
            guard let value = options.fields.removeValue(forKey: former) else { return }
            if options.fields[key] == nil { options[key] = value }
        }
    }

    /// An option that is gone, and that calls do without.
    /// - Parameters:
    ///   - former: the name that it had.
    ///   - revision: the revision of the declaration that came with it, from 2.
    ///   - hint: what to do instead.
    public static func removed(_ former: String, in revision: Int, hint: String) -> OptionChange {
        OptionChange(revision: revision, formerKey: former, hint: hint) { $0.fields[former] = nil }
    }

    /// An option whose values have another form now.
    /// - Parameters:
    ///   - key: its name.
    ///   - revision: the revision of the declaration that came with it, from 2.
    ///   - convert: makes a value of the former form one of the form of now.
    public static func converted(
        _ key: String, in revision: Int, by convert: @escaping @Sendable (LuaValue) -> LuaValue
    ) -> OptionChange {
        OptionChange(revision: revision, formerKey: nil, hint: "") { options in
            if let value = options.fields[key] { options[key] = convert(value) }
        }
    }
}

extension PrimitiveDeclaration {
    /// Validates the options of a call.
    /// - Parameter former: the revision of the declaration that the call was written for.
    /// - Throws: `OptionError` for the first option that is wrong.
    func values(_ options: LuaTable, writtenFor former: Int) throws(OptionError) -> OptionValues {
        var current = options
        for change in changes where change.revision > former { change.apply(&current) }
        do {
            return try OptionValues(current, options: self.options, positional: positional, path: nil)
        } catch {
            guard let hint = hint(ofFormer: error.option) else { throw error }
            throw OptionError(error.message, option: error.option, hint: hint)
        }
    }

    /// What to do about an option that is not there any more; `nil` for one that never was.
    func hint(ofFormer key: String) -> String? { changes.last { $0.formerKey == key }?.hint }
}

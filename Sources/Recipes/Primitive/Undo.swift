/// How `with_rollback` undoes what a call did, by calls of other primitives, which are given the call's result.
public struct Undo: Hashable, Sendable {
    /// A primitive, and its option that takes the result of the call that is undone.
    public struct Call: Hashable, Sendable {
        /// The primitive's name.
        public let primitive: String
        /// The key of the option.
        public let option: String

        /// Names a call.
        /// - Parameters:
        ///   - primitive: the primitive's name.
        ///   - option: the key of its option that takes the result.
        public init(_ primitive: String, _ option: String) {
            self.primitive = primitive
            self.option = option
        }
    }

    /// What is kept inside of the block for the sake of an undo.
    public struct Keeping: Hashable, Sendable {
        /// The option that is true in calls inside of a block: they keep what they replace.
        public let option: String
        /// The field of a result that says that something was kept.
        public let field: String
        /// The call that lets go of it, once the block has succeeded.
        public let release: Call

        /// Describes what is kept.
        /// - Parameters:
        ///   - option: the option that has a call keep what it replaces.
        ///   - field: the field of its result that says that something was kept.
        ///   - release: the call that lets go of it.
        public init(_ option: String, field: String, release: Call) {
            self.option = option
            self.field = field
            self.release = release
        }
    }

    /// The call that undoes it.
    public let call: Call
    /// What has to be kept until then; `nil` for nothing.
    public let keeping: Keeping?
    /// Calls with one of these words for one of these options leave nothing to undo.
    public let exceptions: [String: String]

    /// Declares how a call is undone.
    /// - Parameters:
    ///   - primitive: the primitive that undoes it.
    ///   - option: the key of that primitive's option that takes the result.
    ///   - keeping: what has to be kept until then.
    ///   - exceptions: the options, with a word for each, by which a call leaves nothing to undo.
    public init(
        by primitive: String, _ option: String, keeping: Keeping? = nil, unless exceptions: [String: String] = [:]
    ) {
        call = Call(primitive, option)
        self.keeping = keeping
        self.exceptions = exceptions
    }
}

extension Undo {
    /// The declaration as the prelude reads it.
    var lua: String {
        let keeping = keeping.map { keeping in
            ", keep = \"\(keeping.option)\", kept = \"\(keeping.field)\", release = \(keeping.release.lua)"
        }
        let exceptions = exceptions.sorted { $0.key < $1.key }.map { "\($0.key) = \"\($0.value)\"" }
        return "{ call = \(call.lua)\(keeping ?? ""), unless = { \(exceptions.joined(separator: ", ")) } }"
    }
}

extension Undo.Call {
    fileprivate var lua: String { "{ primitive = \"\(primitive)\", option = \"\(option)\" }" }
}

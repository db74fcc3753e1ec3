public import LuaValues

/// Why a recipe, an environment file or a module did not end well, as the worker reports it.
public struct RecipeFailure: Error, Hashable, Sendable {
    /// What kind of failure it is.
    public enum Kind: String, Hashable, Sendable {
        /// The source does not compile.
        case syntax
        /// An error that was raised and not caught.
        case error
        /// A limit of the run was reached.
        case limit
        /// The run was cancelled.
        case cancelled
    }

    /// One line of the Lua traceback, Moondock's own frames left out.
    public struct Frame: Hashable, Sendable {
        /// Where the frame was.
        public let position: SourcePosition
        /// The function's name, or what Lua knows of it.
        public let function: String

        /// Makes a frame.
        public init(position: SourcePosition, function: String) {
            self.position = position
            self.function = function
        }
    }

    /// What kind of failure it is.
    public var kind: Kind
    /// The message, without its position.
    public var message: String
    /// The error value itself: a string, or the table that a primitive or the recipe raised.
    public var value: LuaValue
    /// Where it was raised.
    public var position: SourcePosition?
    /// The traceback, innermost frame first.
    public var traceback: [Frame]

    /// Makes a failure.
    public init(
        kind: Kind, message: String, value: LuaValue = .nil, position: SourcePosition? = nil, traceback: [Frame] = []
    ) {
        self.kind = kind
        self.message = message
        self.value = value
        self.position = position
        self.traceback = traceback
    }

    init(decoding value: LuaValue) {
        kind = value["kind"].string.flatMap(Kind.init(rawValue:)) ?? .error
        message = value["message"].string ?? "unknown error"
        self.value = value["value"]
        position = value["position"] == .nil ? nil : SourcePosition(decoding: value["position"])
        traceback = (value["traceback"].table?.items ?? []).map {
            Frame(position: SourcePosition(decoding: $0), function: $0["function"].string ?? "?")
        }
    }

    var encoded: LuaValue {
        [
            "kind": .string(kind.rawValue), "message": .string(message), "value": value,
            "position": position?.encoded ?? .nil,
            "traceback": .list(
                traceback.map {
                    [
                        "chunk": .string($0.position.chunk), "line": .integer(Int64($0.position.line)),
                        "function": .string($0.function),
                    ]
                }),
        ]
    }
}

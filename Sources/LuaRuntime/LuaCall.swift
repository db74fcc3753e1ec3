public import LuaValues

/// What a branch asks of the host.
public struct LuaCall: Hashable, Sendable {
    /// What kind of thing it asks.
    public enum Operation: Int32, Hashable, Sendable {
        /// A host function.
        case function
        /// The source of a module.
        case require
        /// That another branch finishes loading a module.
        case awaitModule
        /// To run functions as branches.
        case fork
        /// To open a scope; the arguments are its kind and title.
        case openScope
        /// To close it; the argument is the message of the failure that ended it.
        case closeScope
        /// To raise (`true`) or lower the branch's shield.
        case shield
        /// Why the branch is cancelled, so that its next call gets an error, if it is.
        case isCancelled
    }

    /// What kind of thing it asks.
    public let operation: Operation
    /// The name of the host function or module.
    public let name: String
    /// The arguments: the one table of a call with one table, else the arguments as a list.
    public let arguments: LuaValue
    /// The function that contains the call.
    public let position: LuaFrame?
    /// Of a fork: what its functions are kept under.
    public let token: Int64
    /// Of a host function: the library that calls, `nil` for the project's own code.
    public var library: String?
    /// Of a host function: the libraries whose code the call came through, innermost first.
    public var through: [String] = []
}

/// What a waiting branch goes on with.
public enum LuaReply: Hashable, Sendable {
    /// The result of the call.
    case value(LuaValue)
    /// An error to raise at the call; its fields become those of the error table.
    case failure(LuaTable)
    /// The source of the module it asked for.
    case source(chunk: String, text: [UInt8])
    /// How the branches of a fork ended, in order, and which of them (from 1) failed first.
    case branches([Ended], firstFailure: Int?)

    /// One branch of a fork.
    public struct Ended: Hashable, Sendable {
        /// The branch.
        public let branch: Int
        /// How it ended.
        public let end: BranchEnd

        /// Makes an entry.
        public init(branch: Int, end: BranchEnd) {
            self.branch = branch
            self.end = end
        }
    }

    /// How a branch ended.
    public enum BranchEnd: Int64, Hashable, Sendable {
        /// Its function returned.
        case returned
        /// Its function raised an error.
        case failed
        /// It was cancelled and ended with that error.
        case cancelled
        /// It never ran.
        case notStarted
    }
}

/// How a resumed branch stopped.
public enum LuaOutcome: Hashable, Sendable {
    /// Its function returned.
    case returned
    /// Its function raised an error.
    case failed(LuaFailure)
    /// It waits for the host.
    case called(LuaCall)
    /// A limit was reached; the VM can do nothing more.
    case killed(LuaLimitReached)
}

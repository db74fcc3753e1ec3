import Foundation

/// How a process of this machine is.
public enum ProcessState: String, Hashable, Sendable {
    /// It runs, or waits for something.
    case running
    /// A signal or a debugger has stopped it; it does nothing until it is let go on.
    case stopped
    /// There is no such process.
    case gone

    /// Looks at a process.
    /// - Parameter start: when it began, in the kernel's ticks; another process can have its number by now.
    public init(of process: Int32, begunAt start: UInt64? = nil) {
        guard let fields = Self.fields(of: process) else {
            // Where /proc shows nothing, the kernel still knows whether there is one.
            self = kill(process, 0) == 0 || errno == EPERM ? .running : .gone
            return
        }
        guard start == nil || start == fields.start else {
            self = .gone
            return
        }
        switch fields.state {
        case "T", "t": self = .stopped
        case "Z", "X": self = .gone
        default: self = .running
        }
    }

    /// When this process began, in the kernel's ticks.
    package static let ownStart = fields(of: getpid())?.start ?? 0

    /// What `/proc` says: the state is the third word, the beginning the 22nd; the second may hold anything.
    private static func fields(of process: Int32) -> (state: String, start: UInt64)? {
        guard process > 0, let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let words = text[text.index(after: end)...].split(separator: " ")
        guard words.count > 19, let start = UInt64(words[19]) else { return nil }
        return (String(words[0]), start)
    }
}

/// The process that a run names as the one that executes it.
public struct OwnerProcess: Hashable, Sendable {
    /// Its number on its machine.
    public let number: Int32
    /// Its machine.
    public let host: String

    /// Reads `user@host, process n`; `nil` where it says something else.
    public init?(_ owner: String) {
        guard let match = owner.wholeMatch(of: /[^@]*@(.+), process ([0-9]+)/), let number = Int32(match.2) else {
            return nil
        }
        self.number = number
        host = String(match.1)
    }

    /// How it is; `nil` for a process of another machine.
    public var state: ProcessState? {
        host == ProcessInfo.processInfo.hostName ? ProcessState(of: number) : nil
    }
}

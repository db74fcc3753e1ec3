import Foundation
import Journal

/// How this process is named to people in other processes.
public enum ProcessName {
    /// `user@host, process n`.
    public static var current: String { "\(Identity.ofProcess.user)@\(host), process \(getpid())" }

    /// The machine's own name. Foundation would ask the network for a longer one, and wait for the answer.
    private static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

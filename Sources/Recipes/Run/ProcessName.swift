import Foundation

/// How this process is named to people in other processes.
public enum ProcessName {
    /// `user@host, process n`.
    public static var current: String {
        "\(NSUserName())@\(ProcessInfo.processInfo.hostName), process \(ProcessInfo.processInfo.processIdentifier)"
    }
}

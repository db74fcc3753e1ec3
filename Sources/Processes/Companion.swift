internal import CProcesses
internal import Glibc

/// A process that this one starts to talk with over a socket.
public enum Companion {
    /// The system's word for why it could not be started.
    public struct Failure: Error, Hashable, Sendable {
        /// The error number.
        public let number: Int32
    }

    /// Starts a program in a group of its own, with a socket as its descriptor 0, an empty environment and nothing else.
    /// - Parameter socket: stays open.
    /// - Returns: its process. Its first argument is the process that started it.
    public static func start(_ executable: String, on socket: Int32) throws(Failure) -> Int32 {
        let arguments = CStrings([executable, "\(getpid())"])
        let environment = CStrings([])
        var process = pid_t()
        let status = DirectChild.start(
            executable, arguments, environment, folder: nil, Streams(input: socket, output: -1, errors: -1),
            control: -1, MDL_GROUP, &process)
        guard status == 0 else { throw Failure(number: status) }
        return process
    }
}

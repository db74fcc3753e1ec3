internal import CProcesses

/// What the worker's program does when it is asked to watch over a command in the place of holding a recipe.
public enum Supervision {
    /// What a supervisor is called in the list of processes.
    public static let processName = "moondock-step"

    /// Whether this process was asked to.
    public static var isWanted: Bool { CommandLine.arguments.dropFirst().first == SupervisedChild.word }

    /// Watches over the command that the host describes.
    /// - Returns: the exit status.
    public static func run() -> Int32 { mdl_supervise() }
}

import Foundation

/// The streams this process was started with, whatever became of them: closed, full, or without a reader.
enum StandardStreams {
    /// Puts `/dev/null` in the place of those that are closed. A file that is opened later would get their numbers, and
    /// what is meant for people would be written into it.
    static func complete() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is the one that is missing.
            _ = open("/dev/null", O_RDWR)
        }
    }
}

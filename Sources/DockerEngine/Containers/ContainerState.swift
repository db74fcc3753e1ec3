/// What a container is doing.
public struct ContainerState: Sendable, Decodable {
    /// The states of a container's process.
    public enum Status: String, Sendable, Hashable {
        /// Made, not started.
        case created
        /// Running.
        case running
        /// Halted for a while.
        case paused
        /// About to be started again by its restart policy.
        case restarting
        /// About to be gone.
        case removing
        /// Its process has ended.
        case exited
        /// It could not be removed.
        case dead
        /// The engine says a word that is not among these.
        case unknown
    }

    /// The health the engine has found.
    public struct Health: Sendable, Decodable {
        /// One run of the check.
        public struct Attempt: Sendable, Decodable {
            /// The check's exit code.
            public var exitCode: Int
            /// What it printed.
            public var output: String

            private enum CodingKeys: String, CodingKey {
                case exitCode = "ExitCode"
                case output = "Output"
            }
        }

        /// The verdict.
        public var status: HealthStatus
        /// How many checks have failed in a row.
        public var failingStreak: Int
        /// The last few runs, oldest first.
        public var attempts: [Attempt]?

        private enum CodingKeys: String, CodingKey {
            case status = "Status"
            case failingStreak = "FailingStreak"
            case attempts = "Log"
        }
    }

    /// The state of its process.
    public var status: Status
    /// Whether it is running (also while paused or restarting).
    public var isRunning: Bool
    /// The exit code of its process; 0 while it runs.
    public var exitCode: Int
    /// Whether the kernel ended it for using too much memory.
    public var wasOutOfMemory: Bool
    /// Why it could not be started; empty when it could.
    public var error: String
    /// The process's id on the host; 0 when it does not run.
    public var processID: Int
    /// When it was started, as an RFC 3339 time.
    public var startedAt: String
    /// When it ended, as an RFC 3339 time.
    public var finishedAt: String
    /// Its health; nil without a health check.
    public var health: Health?

    private enum CodingKeys: String, CodingKey {
        case status = "Status"
        case isRunning = "Running"
        case exitCode = "ExitCode"
        case wasOutOfMemory = "OOMKilled"
        case error = "Error"
        case processID = "Pid"
        case startedAt = "StartedAt"
        case finishedAt = "FinishedAt"
        case health = "Health"
    }
}

extension ContainerState.Status: Decodable {
    /// Reads docker's words and Podman's.
    public init(from decoder: any Decoder) throws {
        let word = try decoder.singleValueContainer().decode(String.self)
        switch word {
        case "stopped": self = .exited
        case "configured", "initialized": self = .created
        case "stopping": self = .running
        default: self = Self(rawValue: word) ?? .unknown
        }
    }
}

/// The verdict of a health check.
public enum HealthStatus: String, Sendable, Hashable {
    /// There is no health check.
    case none
    /// Not known yet.
    case starting
    /// It works.
    case healthy
    /// It has failed too often in a row.
    case unhealthy
}

extension HealthStatus: Decodable {
    /// Reads docker's words; Podman says nothing where there is no check.
    public init(from decoder: any Decoder) throws {
        self = Self(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .none
    }
}

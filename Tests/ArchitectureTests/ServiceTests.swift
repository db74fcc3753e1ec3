import Testing

/// Primitives reach the world through the services of their step.
@Suite struct ServiceTests {
    /// Files that end processes of this machine, on a thread of its own that nothing may cut short.
    private static let exceptions: Set = ["Sources/Primitives/Command/StepProcesses.swift"]

    /// No primitive asks the machine for the time or waits by it, so that a test need not wait either.
    @Test func primitivesHaveNoClockOfTheirOwn() throws {
        for file in try PackageSources().files(of: "Primitives") where !Self.exceptions.contains(file.path) {
            for (number, line) in file.lines.enumerated() {
                for name in ["ContinuousClock", "SuspendingClock", "Date()", "Task.sleep", "Timestamp.now", "usleep("] {
                    #expect(!line.contains(name), "\(file.path):\(number + 1) names \(name): take step.services.clock")
                }
            }
        }
    }
}

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

    /// Where services are made, and the client that one of them has to itself.
    private static let makers = ["Sources/Primitives/Services/", "Sources/Primitives/HTTP/Client/"]

    /// No primitive makes a client, so that a test, and a run without effects, can give it another one.
    @Test func primitivesMakeNoClient() throws {
        let clients = [
            "DockerEngine", "HTTPClient", "NamedClients", "ClientBootstrap", "BackupRunner", "BackupStore",
            "RegistryClient", "RegistryAuthentication", "EnginePool",
        ]
        for file in try PackageSources().files(of: "Primitives")
        where !Self.makers.contains(where: { file.path.hasPrefix($0) })
            && file.path != "Sources/Primitives/StandardPrimitives.swift"
        {
            for (number, line) in file.lines.enumerated() {
                for name in clients {
                    #expect(
                        !line.contains("\(name)("),
                        "\(file.path):\(number + 1) makes a \(name): take it from step.services")
                }
            }
        }
    }
}

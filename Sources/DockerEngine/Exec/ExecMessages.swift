/// The body of `POST /containers/ID/exec`.
struct ExecCreation: Encodable {
    var command: [String]
    var environment: [String]?
    var user: String?
    var workingDirectory: String?
    var attachesOutput: Bool

    init(_ config: ExecConfig, attachesOutput: Bool) {
        command = config.command
        environment = config.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.orNil
        user = config.user
        workingDirectory = config.workingDirectory
        self.attachesOutput = attachesOutput
    }

    private enum CodingKeys: String, CodingKey {
        case command = "Cmd"
        case environment = "Env"
        case user = "User"
        case workingDirectory = "WorkingDir"
        case attachesStandardOutput = "AttachStdout"
        case attachesStandardError = "AttachStderr"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(command, forKey: .command)
        try container.encodeIfPresent(environment, forKey: .environment)
        try container.encodeIfPresent(user, forKey: .user)
        try container.encodeIfPresent(workingDirectory, forKey: .workingDirectory)
        try container.encode(attachesOutput, forKey: .attachesStandardOutput)
        try container.encode(attachesOutput, forKey: .attachesStandardError)
    }

    struct Answer: Decodable {
        var id: String

        enum CodingKeys: String, CodingKey {
            case id = "Id"
        }
    }
}

/// The body of `POST /exec/ID/start`.
struct ExecStart: Encodable {
    var isDetached: Bool

    enum CodingKeys: String, CodingKey {
        case isDetached = "Detach"
    }
}

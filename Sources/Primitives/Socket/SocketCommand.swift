public import Foundation
public import LuaValues
public import RecipeLibraries
public import Recipes

/// `socket_command`: sends a line to a local socket, such as that of a proxy's runtime API, and returns what it answers.
public struct SocketCommand: Primitive {
    static let socket = PrimitiveOption<SocketPlace>.required(
        "socket", .socketPlace, "the socket: an absolute path, or tcp://ADDRESS:PORT")
    static let command = PrimitiveOption<String>.required("command", .name, "the line that is sent")
    static let timeout = PrimitiveOption<Duration>.defaulted(
        "timeout", .duration, .seconds(10), shown: "\"10s\"",
        "how long it may take, the last byte of the answer included")
    static let isSafe = PrimitiveOption<Bool>.defaulted(
        "safe_to_repeat", .boolean, false,
        "whether it may be sent again when nobody can tell whether it came through; else a person is asked")

    /// The most bytes that an answer may have.
    private static let largestAnswer = 1 << 20

    /// Makes the primitive.
    public init() {}

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "socket_command",
        summary: "Sends one line to a local socket and returns the answer, up to the end of the connection.",
        options: [socket.erased, command.erased, timeout.erased, isSafe.erased],
        returns: "the answer, as text", inDoubt: .unsafe, grant: .socket)

    /// What may be sent twice is.
    public func inDoubtPolicy(for options: OptionValues) -> InDoubtPolicy {
        (try? options[Self.isSafe]) == true ? .idempotent : .unsafe
    }

    /// The socket.
    public func grantSubjects(_ options: OptionValues) -> [String] {
        (try? options[Self.socket]).map { [$0.description] } ?? ["?"]
    }

    /// Sockets that the policy does not name.
    public func violation(of policy: Policy, _ options: OptionValues, root: URL) -> PolicyViolation? {
        guard options.has(Self.socket), let socket = try? options[Self.socket] else { return nil }
        return policy.violation(of: socket)
    }

    /// The command and where it goes.
    public func title(_ options: OptionValues) -> String {
        [options.text(of: "command"), options.text(of: "socket").map { "on \($0)" }].compactMap { $0 }
            .joined(separator: " ")
    }

    /// The first line of the answer.
    public func summary(of result: LuaValue) -> String? {
        result.string?.split(separator: "\n").first.map { String($0.prefix(80)) }
    }

    /// Sends the line.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let place = try options[Self.socket].resolved
        // The door looked at what was written; a link may lead elsewhere.
        try step.authority.check(GrantRequest(.socket, place.description))
        if let violation = step.authority.policy?.violation(of: place) { throw StepError(violation) }
        let exchange = SocketExchange(place: place, limit: Self.largestAnswer)
        do {
            let answer = try await step.services.service(SocketService.self).send(
                exchange, try options[Self.command] + "\n", try options[Self.timeout])
            return LuaValue(luaString: answer)
        } catch let failure as SocketFailure {
            let isUnsafe = inDoubtPolicy(for: options) == .unsafe
            throw failure.stepError(at: place, mayHaveComeThrough: isUnsafe)
        }
    }

    /// What was sent cannot be called back.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        if inDoubtPolicy(for: options) == .idempotent { return .undone }
        return .left("the command was cut short, and may have been done")
    }
}

extension Policy {
    /// What the policy has against commands to a socket.
    fileprivate func violation(of socket: SocketPlace) -> PolicyViolation? {
        let text = socket.description
        guard sockets.contains(where: { $0.matches(text) }) else {
            return PolicyViolation(
                key: "sockets", what: "commands to \(text)", hint: "add \"\(text)\" to policy.sockets in moondock.lua")
        }
        guard !dockerSocket, case .path(let path) = socket, EngineSockets.usual.isGiven(by: path) else { return nil }
        return PolicyViolation(
            key: "docker_socket", what: "commands to an engine's socket",
            hint: "policy = { docker_socket = true } in moondock.lua allows them")
    }
}

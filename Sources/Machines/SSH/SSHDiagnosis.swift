/// What ssh's words mean when it has not come through.
struct SSHDiagnosis {
    let destination: SSHDestination
    let client: String

    /// - Parameter client: ssh as it is called here.
    init(_ destination: SSHDestination, client: [String]) {
        self.destination = destination
        self.client = client.joined(separator: " ")
    }

    /// The failure that ssh speaks of.
    /// - Parameter errors: what it printed.
    func error(_ errors: String) -> MachineError {
        func says(_ phrases: String...) -> Bool { phrases.contains(where: errors.contains) }
        if says("HOST IDENTIFICATION HAS CHANGED", "host key for", "Host key for") && says("has changed", "HAS CHANGED")
        {
            let place = errors.firstMatch(of: /Offending \S+ key in (\S+)/).map { ": \($0.1) has the one it had" } ?? ""
            return make(
                .hostKeyChanged, "its host key is another one than before\(place)",
                "where the machine was made anew, compare its fingerprint and forget the old key: ssh-keygen -R "
                    + "'\(destination.knownName)'; else somebody may be in between")
        }
        if says("Host key verification failed", "host key is known") {
            return make(
                .hostKeyUnknown, "its host key is not known here, and none is accepted unseen",
                "connect once by hand, compare the fingerprint, and accept it: \(typed)")
        }
        if says("Permission denied (", "Too many authentication failures", "No more authentication methods") {
            return make(
                .loginDenied, "it lets nobody in with the keys that are here (\(Self.lastLine(errors)))",
                "put your key there: ssh-copy-id\(typed.dropFirst(client.count)); or load it: ssh-add; nobody is asked for "
                    + "passwords in a run")
        }
        if says("Could not resolve hostname") {
            return make(
                .unknownName, "there is no machine of the name \(destination.host)",
                "check the name in the environment's hosts and in your ssh configuration")
        }
        if says("Connection refused") {
            return make(
                .refused, "connection refused at port \(destination.port ?? 22): no ssh server listens there",
                "start sshd there, or give its port: ssh = \"user@host:port\"")
        }
        if says("timed out", "No route to host", "Network is unreachable", "Host is down") {
            return make(
                .unreachable, "it does not answer (\(Self.lastLine(errors)))",
                "is the machine up, and does a firewall let ssh through? \(typed)")
        }
        if says("Bad owner or permissions", "Bad configuration option", "terminating, ", "Can't open user config") {
            return make(.badSettings, Self.lastLine(errors), "mend your ssh configuration")
        }
        if says("Connection closed", "Connection reset", "kex_exchange_identification", "banner exchange") {
            return make(
                .unreachable, "it closed the connection (\(Self.lastLine(errors)))", "its log may say why: \(typed)")
        }
        return make(.failed, "ssh says: \(Self.lastLine(errors))", "try it by hand: \(typed)")
    }

    private var typed: String { client + destination.typed.dropFirst(3) }

    private func make(_ kind: MachineError.Kind, _ message: String, _ advice: String) -> MachineError {
        MachineError(kind, destination.description, message, advice: advice)
    }

    private static func lastLine(_ errors: String) -> String {
        let lines = errors.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(/\s+/) }
        return String((lines.last { !$0.isEmpty } ?? "nothing").prefix(300))
    }
}

import LuaValues
import Machines
import Recipes

/// What primitives read of the hosts of an environment.
enum HostFacet {
    static let ssh = PrimitiveOption<SSHDestination?>.optional(
        "ssh", .sshDestination, "how ssh gets there: user@host:port, or a name of your ssh configuration")
    static let docker = PrimitiveOption<EngineFacet?>.optional(
        "docker", .engineFacet,
        "its Docker Engine: true for the usual socket, unix://… for another one there, tcp://… for one that is dialled from "
            + "here, false for none")
    static let engine = PrimitiveOption<String?>.optional(
        "engine", .name,
        "URL of the Docker Engine as docker takes it, such as ssh://user@host; docker says it for hosts with ssh")
}

extension HostFacet {
    /// What primitives read that go to machines.
    static var machines: [AnyOption] { [ssh.erased, engine.erased] }
    /// What primitives read that go to engines.
    static var engines: [AnyOption] { [ssh.erased, docker.erased, engine.erased] }
}

/// Where a host's engine is.
enum EngineFacet: Hashable, Sendable {
    case absent
    case usual
    case url(String)
}

extension OptionType where Value == EngineFacet {
    static let engineFacet = OptionType(
        "true, false or a URL like \"unix:///run/docker.sock\"", annotation: "boolean|string"
    ) {
        value, path throws(OptionError) in
        switch value {
        case .bool(let isThere): return isThere ? .usual : .absent
        case .string(let url) where url.contains("://"): return .url(url)
        default:
            throw .mismatch(value, path, expected: "true, false or a URL like \"unix:///run/docker.sock\"")
        }
    }
}

extension OptionType where Value == SSHDestination {
    static let sshDestination = OptionType("a machine like \"deploy@web-1.example:22\"", annotation: "string") {
        value, path throws(OptionError) in
        guard let text = value.string else {
            throw .mismatch(value, path, expected: "a machine like \"deploy@web-1.example:22\"")
        }
        do throws(MachineError) {
            return try SSHDestination(text)
        } catch {
            throw OptionError("'\(path)': \(error.message)", option: "ssh", hint: error.advice)
        }
    }
}

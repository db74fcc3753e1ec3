import LuaValues
import RandomTestSupport
import RecipeLibraries

/// Makes calls at random: plausible ones of which a part is something else, by callers with rights at random.
struct DoorGenerator {
    var random: SeededGenerator
    let values: DoorValues
    /// The options that calls of each primitive begin from.
    private let templates: [(name: String, options: [String])]

    init(seed: UInt64, files: DoorFiles, ports: (home: Int, other: Int)) {
        random = SeededGenerator(seed: seed)
        values = DoorValues(files: files, ports: ports)
        templates = Self.primitives.flatMap { entry in
            Array(repeating: (entry.name, entry.options.split(separator: " ").map(String.init)), count: entry.weight)
        }
    }

    /// Each primitive with the options of a usual call, those that are seldom given in brackets, and how often it is
    /// called.
    private static let primitives: [(name: String, weight: Int, options: String)] = [
        ("write_file", 10, "path text [private]"), ("read_file", 12, "path [max_size]"),
        ("configure", 6, "file set create format [private]"), ("render", 6, "template to [with] [private]"),
        (
            "http_request", 12,
            "url [method] [headers] [bearer] [body] [json] timeout [expect] [idempotency_key] [safe_to_repeat] "
                + "[retries] [allow_redirects_to] [max_body]"
        ),
        ("run_command", 5, "command [shell] [cwd] [env] [stdin] [timeout] [ok_codes] [safe_to_repeat] [destructive]"),
        (
            "docker_run", 16,
            "name image [host] [env] [ports] [volumes] [networks] [command] [entrypoint] [healthy] [replace] [overlap] "
                + "[adopt] [keep_replaced] start_period [wait] [ok_codes] [restart] [labels] [pid] [ipc] [userns] "
                + "[privileged] [memory] [cpus] [user] [workdir] [stop_timeout]"
        ),
        (
            "docker_build", 8,
            "context tag [dockerfile] [args] [target] [push] [labels] [pull] [no_cache] [host]"
        ),
        ("docker_push", 4, "image to [host]"), ("docker_stop", 6, "container [host] [remove] [adopt] [timeout]"),
        ("docker_restore", 2, "container"), ("docker_discard", 2, "container"),
        ("backup_db", 2, "database [to] [keep] [timeout] [stall] [label]"),
        ("lock", 2, "name [wait] [park] [scope]"), ("unlock", 1, "name"),
        (
            "wait_for_approval", 3,
            "message [from] [count] [not_requester] [timeout] [on_timeout] [show] [fields] [once]"
        ),
        ("secret", 2, "name"), ("secret_text", 2, ""), ("environment", 1, ""), ("log", 2, "message [level]"),
        ("fail", 1, "message [code] [hint]"), ("sleep", 1, "duration [reason] [park]"),
        ("empty_list", 1, ""), ("empty_object", 1, ""), ("recipe", 1, ""),
    ]

    mutating func chance(_ part: Int, of whole: Int) -> Bool { Int(random.next() % UInt64(whole)) < part }

    mutating func pick<Value>(_ all: [Value]) -> Value { all[Int(random.next() % UInt64(all.count))] }

    mutating func next() -> DoorCall {
        let rights = rights()
        let template = pick(templates)
        var fields: [String: LuaValue] = [:]
        for word in template.options {
            let isSeldom = word.hasPrefix("[")
            let key = isSeldom ? String(word.dropFirst().dropLast()) : word
            guard !isSeldom || chance(1, of: template.options.count > 15 ? 18 : 7) else { continue }
            fields[key] = value(of: key)
        }
        var table = LuaTable(fields: fields)
        // What nobody means to write.
        if chance(1, of: 4),
            let key = template.options.randomElement(using: &random)?.filter({ $0 != "[" && $0 != "]" })
        {
            table.fields[key] = pick(values.hostile)
        }
        if chance(1, of: 40) { table.fields[pick(["volums", "", "a\0b", "Path", "\u{202E}"])] = pick(values.hostile) }
        if chance(1, of: 20) || template.options.isEmpty {
            table.items = (0..<Int(random.next() % 3)).map { _ in pick(values.hostile) }
        }
        if template.name == "secret_text" { table.items = [pick(values.texts), pick(values.secrets)] }
        return DoorCall(primitive: template.name, options: table, rights: rights)
    }

    private mutating func value(of key: String) -> LuaValue {
        if key == "database" { return database() }
        if key == "healthy" { return pick(values.probes) }
        if ["volumes", "networks", "ports", "from", "allow_redirects_to"].contains(key), chance(1, of: 4) {
            return .list((0..<Int(random.next() % 3)).map { _ in pick(values.items(of: key)) })
        }
        return pick(values.all(of: key))
    }

    private mutating func database() -> LuaValue {
        var fields: [String: LuaValue] = ["engine": "sqlite", "path": pick(values.databases)]
        if chance(1, of: 3) { fields["target"] = pick(["shop", "stock", "../x", "del-1", "a/b"]) }
        if chance(1, of: 8) {
            fields = [
                "engine": "postgres", "name": "shop", "user": "u", "password": pick(values.secrets),
                "host": "127.0.0.1", "port": 1, "sslkey": pick(values.paths),
            ]
        }
        return .table(LuaTable(fields: fields))
    }

    private mutating func rights() -> DoorCall.Rights {
        var rights = DoorCall.Rights()
        rights.policy = policy()
        guard chance(1, of: 2) else { return rights }
        let all = values.grants
        var chosen = (0..<(1 + Int(random.next() % 12))).map { _ in pick(all) }
        rights.grants = chosen
        // Mostly the same; a need without a grant, and a grant that nobody requested, are no right.
        if chance(1, of: 4) { chosen.removeLast() }
        if chance(1, of: 4) { chosen.append(pick(all)) }
        rights.needs = chosen
        return rights
    }

    private mutating func policy() -> Policy {
        var policy = Policy()
        func flag(_ generator: inout SeededGenerator) -> Bool { generator.next() % 3 == 0 }
        policy.privileged = flag(&random)
        policy.hostNetwork = flag(&random)
        policy.containerNetwork = flag(&random)
        policy.pid = flag(&random)
        policy.ipc = flag(&random)
        policy.userns = flag(&random)
        policy.foreignContainers = flag(&random)
        policy.dockerSocket = flag(&random)
        policy.unpinnedImages = flag(&random)
        if flag(&random) { policy.mounts = [PathPattern(pick(values.policyPaths))] }
        if flag(&random) { policy.paths = [PathPattern(pick(values.policyPaths))] }
        if flag(&random) { policy.hosts = [PathPattern(pick(["127.0.0.1", "localhost", "*.example", "127.*"]))] }
        return policy
    }
}

import LuaValues

/// The values that options are given.
struct DoorValues {
    let paths: [LuaValue]
    let databases: [LuaValue]
    let probes: [LuaValue]
    let policyPaths: [String]
    let grants: [String]
    private let byKey: [String: [LuaValue]]

    /// Values of every type, and of no use.
    let hostile: [LuaValue] = [
        .nil, true, false, 0, -1, .integer(.max), .integer(.min), .number(.nan), .number(.infinity),
        .number(-.infinity), 1e300, -1e300, .number(-0.0), 0.5, 9_007_199_254_740_993, "", " ", "\0", "a\0b", "\r\n",
        "é", "e\u{301}", "\u{301}", "\u{202E}gnp.exe", "\u{1B}[31m", .string(String(repeating: "x", count: 3_000)),
        .string(String(repeating: "../", count: 100)), .bytes([0xFF, 0, 0xC0, 0x80]), [], ["a": 1], [1, 2, 3],
        [[[[[[[["deep"]]]]]]]], ["": ""], ["a\0": ["b": .number(.nan)]], "true", "nil", "%s%n", "$(true)",
        "99999999999999999999", "1e400", "-1s", "999999999999999h", "1e300d", "0x7fffffffffffffff",
        .handle(LuaHandle(kind: "odd", fields: LuaTable(fields: ["id": "x"]))),
        .handle(LuaHandle(kind: "image", fields: LuaTable())), .handle(LuaHandle(kind: "secret", fields: LuaTable())),
    ]
    let texts: [LuaValue] = ["plain", "a %s b", "line\nbreak", "\u{1B}]0;x\u{7}", 5, .bytes([0xFF]), ""]
    let secrets: [LuaValue] = [
        secret("A"), secret("B"), secret("A", of: DoorWorld.library), secret("B", of: DoorWorld.library),
        secret("none"),
        .handle(
            LuaHandle(
                kind: "secret",
                fields: LuaTable(fields: ["pieces": ["x", "y"], "parts": .list([secret("B", of: DoorWorld.library)])]))),
    ]

    private static func secret(_ name: String, of library: String? = nil) -> LuaValue {
        var fields: [String: LuaValue] = ["name": .string(name)]
        if let library { fields["library"] = .string(library) }
        return .handle(LuaHandle(kind: "secret", fields: LuaTable(fields: fields)))
    }

    /// What the values of an option are made of that is a list.
    func items(of key: String) -> [LuaValue] { all(of: key).flatMap { $0.table?.items ?? [] } }

    /// The values for an option.
    func all(of key: String) -> [LuaValue] { byKey[key] ?? hostile }

    init(files: DoorFiles, ports: (home: Int, other: Int)) {
        let (base, project) = (files.base, files.project)
        let (home, other) = ("http://127.0.0.1:\(ports.home)", "http://127.0.0.1:\(ports.other)")
        let inside: [String] = [
            "data/shop.txt", "templates/t.conf", "data/deep/a.txt", "out/new.txt", "data/new.txt", "out/a/b/c.txt",
            "apps/web", "apps/other", "data", ".", "scripts", "scripts/deploy",
        ]
        let outside: [String] = [
            "..", "../outside/secret.txt", "\(base)/outside/secret.txt", "\(base)/outside/context", "../named/context",
            "\(base)/named/context", "\(base)/named", "data/../../outside/secret.txt", "link-out/secret.txt",
            "link-out",
            "link-secret", "link-self/data/shop.txt", "link-self", "link-loop", "link-named/context",
            "link-named/notes.txt",
            "data/link-manifest", "data/link-data/a.txt", "apps/link", "apps/link/file.txt", "moondock.lua",
            "./moondock.lua", "MOONDOCK.lua", "data/moondock.lua", "data/moondock.lock", "environments/test.lua",
            "environments/new.lua", "recipes/more.lua", "recipes", "main.lua", "new.lua", "lib/own.lua", "lib/new.lua",
            "libraries/evil/lib/x.lua", "libraries/evil/moondock.lua", "vendor/x/y.lua", "tests/a.lua", ".moondock/x",
            ".moondock/runs/1/log", ".moondock", ".git/config", "data/.git/hooks/post", "data//shop.txt",
            "data/./shop.txt", "data/shop.txt/", "data/shop.txt\0.lua", "data/\u{301}x", "data/e\u{301}.txt",
            "\u{202E}aul.niam", "\(project)/data/shop.txt", "\(project)/../outside/secret.txt",
            "\(base)/named/back/data",
            "\(base)/named/link/context", "/proc/self/root\(base)/outside/context", "//\(base)/outside/context",
            "\(base)/named/../outside/context", "backups", "backups/../data", "../project/data",
        ]
        paths = (inside + inside + inside + outside).map { .string($0) }
        databases = [
            "data/shop.sqlite", "data/shop.sqlite", "../outside/x.sqlite", "link-out/x.sqlite", "link-named/x.sqlite",
            ".moondock/journal.sqlite", "data/../.moondock/journal.sqlite", "link-self/.moondock/journal.sqlite",
            .string("\(base)/named/x.sqlite"), .string("\(base)/outside/x.sqlite"), "file:data/shop.sqlite?mode=rw",
            .string("\(base)/named/link/x.sqlite"), "data/shop.sqlite\0",
        ]
        let hidden = secrets
        probes =
            [
                "/", "/x", "\(home)/probe", "\(other)/probe", "http://localhost:\(ports.other)/p",
                "http://localhost:8080/p",
                "http+unix://%2Ftmp%2Fx/y", "https://127.0.0.1:\(ports.other)/p",
                "http://127.0.0.1:8080@127.0.0.1:\(ports.other)/",
                "http://LOCALHOST:\(ports.other)/p", "//127.0.0.1:\(ports.other)/p",
                "http://[::ffff:127.0.0.1]:\(ports.other)/p",
            ].flatMap { url -> [LuaValue] in
                [
                    ["http": .string(url), "within": "40ms"],
                    ["http": .string(url), "within": "40ms", "port": 8080, "headers": ["X-Token": hidden[2]]],
                ]
            } + [
                ["tcp": 8080, "within": "20ms"], ["log": "x", "within": "20ms"], ["docker": true, "within": "20ms"],
            ]
        policyPaths = [
            "\(base)/named", "\(base)/named/**", "\(base)/named/*", "../named", "\(base)/*", "\(base)/named/link",
            "\(base)/named/context",
        ]
        grants = [
            "docker.build", "docker.build apps/**", "docker.build apps/web", "docker.build .", "docker.push",
            "docker.push r.example/**", "docker.push r.example/shop/*", "docker.run", "docker.run a", "docker.run b*",
            "docker.run local", "db.backup", "db.backup shop", "approval", "lock", "environment", "http \(home)",
            "http \(home)", "http \(other)", "http http://localhost:\(ports.home)", "secret A", "secret B",
            "files.read data/**", "files.read templates/t.conf", "files.read **", "files.read scripts/**",
            "files.write data/**", "files.write out/*", "files.write out/**", "files.write **", "run_command",
            "run_command true", "run_command scripts/deploy", "run_command true env:A", "run_command /bin/sh",
            "run_command scripts/deploy env:TOKEN", "run_command \(base)/outside/program",
        ]
        let (contexts, texts) = (paths, texts)
        let digest: LuaValue = .string("r.example/web@\(DoorEngine.image)")
        let handle = LuaValue.handle(
            LuaHandle(
                kind: "image",
                fields: LuaTable(fields: [
                    "id": .string(DoorEngine.image), "tag": "r.example/shop/web:1", "digest": false, "pinned": false,
                ])))
        let urls = [
            "\(home)/", "\(home)/", "\(home)/a?b=c#d", "\(other)/", "http://localhost:\(ports.home)/",
            "HTTP://127.0.0.1:\(ports.home)/", "http://127.1:\(ports.home)/", "http://0x7f000001:\(ports.home)/",
            "http://[::ffff:127.0.0.1]:\(ports.home)/", "http://u:p@127.0.0.1:\(ports.home)/",
            "\(home)\\@evil.example/",
            "\(home)#@evil.example/", "\(home)/302/\(other)/x", "\(home)/307/\(other)/x", "\(home)/302/\(home)/x",
            "\(home)/302//127.0.0.1:\(ports.other)/x", "\(home)/302/http://localhost:\(ports.other)/x",
            "\(home)/308/http+unix://%2Ftmp%2Fx/", "\(home)/302/file:///etc/hostname", "\(home)/302/%68ttp://x/",
            "http+unix://%2Ftmp%2Fx/y", "file:///etc/hostname", "http://169.254.169.254/", "http://127.0.0.1:0/",
            "http://127.0.0.1:99999/", "//127.0.0.1/", "http:///x", "\(home)/\r\nX: y", "\(home)/é",
            "http://127。0。0。1/",
        ].map { LuaValue.string($0) }
        let commands: [[LuaValue]] = [
            ["true"], ["scripts/deploy", "a b"], ["scripts/deploy"], ["./scripts/deploy"], ["deploy"],
            ["../outside/program"], [.string("\(base)/outside/program")], ["link-out/program"], ["scripts/link"],
            [.string("\(project)/scripts/deploy")], ["scripts/../../outside/program"], ["data/deploy"],
            ["scripts/true"],
            ["link-self/scripts/deploy"], ["nothing"], [""], ["data/shop.txt"], ["scripts/deploy\0x"], ["true", "\0"],
            [],
            ["."], ["/"],
        ]
        let variables: [LuaValue] = [
            ["A": "1"], ["LANG": "C"], ["LC_ALL": "C"], ["TOKEN": hidden[0]], ["TOKEN": hidden[2]],
            ["LD_PRELOAD": .string("\(base)/outside/x.so")], ["PATH": .string("\(project)/scripts:\(base)/outside")],
            ["BASH_ENV": .string("\(base)/outside/program")], ["ENV": .string("\(base)/outside/program")], ["X=Y": "1"],
            ["": "1"], ["A\0": "1"], ["A": "1\0"], ["BASH_FUNC_echo%%": "() { :; }"], ["MOONDOCK_STEP": "other"], [:],
        ]
        let volumes: [LuaValue] =
            (inside + outside).map { .string("\($0.hasPrefix("/") ? $0 : "./\($0)"):/x") } + [
                "data:/d", "/d", "./data:/x:ro", "./data:/x:ro,z", "link-out:/x", "/:/x", "//:/x", "/.:/x",
                "/var/run/docker.sock:/x", "/run:/x:ro,z", "/var/run/../run/docker.sock:/x", "~/x:/y", "data:/x:nocopy",
                .string("\(base)/named:/x"), .string("\(base)/named/notes.txt:/x:rshared"),
                .string("\(base)/named/link:/x"),
                .string("\(base)/named/run:/x"), .string("\(base)/named/run/docker.sock:/x"),
                .string("\(base)/outside:/x:z"),
                .string("\(base)/outside/run:/x"), "./link-named/run:/x:z",
            ]
        let containers: [LuaValue] =
            ["own", "web", "theirs", "foreign", "copied", "nothing", "c3", "../c0", "a b"]
            .map { .string($0) }
            + DoorEngine.containers.prefix(2).map { container in
                .handle(
                    LuaHandle(
                        kind: "container",
                        fields: LuaTable(fields: [
                            "id": .string(container.id), "name": .string(container.name), "host": "a",
                            "container": .string(container.name), "replaced": "c1",
                        ])))
            }
        let times: [LuaValue] = ["1ms", "20ms", "100ms", "1s", "0s", 0.01, 1, "1h30m"]
        let flags: [LuaValue] = [true, true, false, "true", 1]
        byKey = [
            "path": paths, "context": contexts, "cwd": paths, "to": paths + ["r.example/shop/x:1", "evil.example/x:1"],
            "dockerfile": ["Dockerfile", "../web/Dockerfile", "../../data/shop.txt", "../../../outside/secret.txt"]
                + paths,
            "file": paths, "template": paths, "create": [true, true, false, 1],
            "set": [["other": "x"], ["text": 1], ["k": hidden[0]], ["k": hidden[2]], ["a:b": true], [:], ["k": []]],
            "format": ["properties", "properties", "yaml", "json", "x"],
            "with": [["a": "b"], ["a": hidden[0]], ["a": hidden[2]]],
            "text": texts + hidden, "private": flags, "max_size": [10, "1KiB", "64KiB", "9999999TB", -1],
            "url": urls, "method": ["GET", "POST", "PUT", "HEAD", "get", "G T", "CONNECT"],
            "headers": [
                ["A": "b"], ["Host": "evil.example"], ["Authorization": hidden[0]], ["X-Token": hidden[2]],
                ["Content-Length": "0"], ["A\r\nB": "c"], ["A": "b\r\nC: d"], ["cookie": hidden[3]],
            ], "bearer": hidden + ["plain"], "body": texts + hidden, "json": hostile + [["a": 1]], "timeout": times,
            "expect": [["2xx"], [200], ["3xx"], [0], ["9xx"]], "idempotency_key": [true, "k", "a b"],
            "safe_to_repeat": flags, "retries": [0, 0, 1, 20],
            "allow_redirects_to": [["127.0.0.1"], ["localhost"], ["*"]],
            "max_body": ["1KiB", 1, 0], "command": commands.map { .list($0) },
            "shell": [.string(DoorFiles.report("/bin/sh")), "exit 0", "", "exit 1"], "env": variables,
            "stdin": texts + hidden, "ok_codes": [[0], [0, 1], [256]], "destructive": flags,
            "name": ["web", "own", "theirs", "foreign", "new", "x/y", "..", "A", "B", "shop", "none"],
            "image": [
                digest, digest, handle, "nginx", "nginx:1.27", .string(DoorEngine.image), "A B", "r.example/x:1",
            ],
            "host": ["a", "a", "b1", "c", "local", "A"],
            "ports": [
                ["8080"], ["80:8080"], ["127.0.0.1:80:80"], ["evil.example:80:80"], ["1-70000:1"], [80], ["0:0"],
            ],
            "volumes": volumes.map { .list([$0]) },
            "networks": [
                ["host"], ["container:web"], ["none"], ["shop"], ["host", "shop"], ["Host"], ["host "], ["bridge"],
                ["ns:/proc/1/ns/net"], ["container:"], ["shop", "back"], ["\0host"],
            ], "entrypoint": [["/bin/sh"], []], "replace": flags, "overlap": flags, "adopt": flags,
            "keep_replaced": flags, "start_period": ["1ms", "5ms"], "wait": ["healthy", "exit", "20ms"],
            "restart": ["no", "always", "on-failure:5", "on-failure:99999999999999999999"],
            "labels": [["a": "b"], ["moondock.project": "other"], ["moondock.step": "x"], ["Moondock.step": "x"]],
            "pid": ["host", "container:web", "Host", "private"], "ipc": ["host", "private", "container:web", "none"],
            "userns": ["host", "keep-id"], "privileged": flags, "memory": ["512MB", 1e300, "99999999999TB", -5],
            "cpus": [0.5, .number(.nan), .number(.infinity), 1e300, 0], "user": ["root", "0:0"],
            "workdir": ["/x", "x"],
            "stop_timeout": times,
            "tag": ["1", "web:1", "r.example/shop/web:1", "A:B", "x@\(DoorEngine.image)"].map { .string("\($0)") },
            "args": [["A": "b"], ["A": hidden[0]], ["http_proxy": "x"]], "target": ["build", "1"],
            "push": ["r.example/shop", "evil.example/x", "r.example", "..", "r.example/shop/../x"], "pull": flags,
            "no_cache": flags, "container": containers, "remove": flags, "keep": [1, 1, 100, 0], "stall": times,
            "label": texts, "park": ["keep", "release", true], "scope": flags, "message": texts,
            "count": [1, 2, 0, 101],
            "from": [["ops"], [], ["ada"]], "not_requester": flags, "on_timeout": ["approve", "reject", "x"],
            "show": [["a": "b"], ["a": hidden[0]], ["image": handle]],
            "fields": [["slot": ["choices": ["a", "b"]]], ["n": "integer"]],
            "once": ["x", ""], "level": ["info", "error", "x"], "code": ["failed", "a b"], "hint": texts,
            "duration": ["1ms", "1h", .number(.nan)], "reason": texts,
        ]
    }
}

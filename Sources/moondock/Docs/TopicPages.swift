import Recipes

/// What `moondock docs` says of what is no function: environments, parameters, locks, exit codes.
enum TopicPages {
    static let names = [
        "deployment_lock", "environments", "exit-codes", "hosts", "parameters", "releases", "variables", "windows",
    ]

    /// A page by its name; `nil` where there is none.
    static func page(_ name: String) -> [String]? {
        switch name {
        case "environments", "env": environments
        case "hosts": hosts
        case "deployment_lock", "deployment-lock": deploymentLock
        case "exit-codes", "exit_codes", "exit codes": ["exit-codes: how a command ends.", ""] + ExitCodes.lines
        case "parameters", "params": parameters
        case "releases", "lifecycle": ReleasePage.lines
        case "variables", "why": VariablePage.lines
        case "windows", "freezes": windows
        default: nil
        }
    }

    private static var environments: [String] {
        [
            "environments: what differs between test and production, as data: environments/<name>.lua returns a table.",
            "`moondock run RECIPE --env NAME` chooses one; the recipe gets it by environment().", "",
            "  hosts: a table of names [optional]", "      the machines that containers run on: moondock docs hosts",
            "  groups: a table of names, each value a list of names [optional]",
            "      the people of each group, for from of wait_for_approval",
            "  deployment_lock: a table, true or false [default true]",
            "      how runs keep out of each other's way: moondock docs deployment_lock",
            "  windows, freezes: lists of tables [optional]",
            "      when runs may begin: moondock docs windows", "",
            "Every other key is the recipe's own: text, numbers, tables, and secret \"NAME\".", "", "example:",
            "  return {",
            "    hosts = { [\"web-1\"] = { ssh = \"deploy@web-1.example\", docker = true, address = \"10.0.0.5\" } },",
            "    groups = { releasers = { \"ann\", \"bob\" } },",
            "    database = { engine = \"sqlite\", path = \"data/shop.sqlite\" },", "  }",
        ]
    }

    private static var hosts: [String] {
        [
            "hosts: the machines of an environment, by name; docker_run and others take the name as host.", "",
            "hosts = { NAME = { … } } in environments/<name>.lua, each with:",
        ] + FunctionPage.lines(Host.options + PrimitiveRegistry.standard.hostFacets) + [
            "", "A host without ssh, docker and engine has the engine that answers here; one with ssh alone has none.",
            "Hosts may share an engine. In a recipe hosts { role = \"web\" } gives the names of a role, sorted.",
            "ssh is the system's: your configuration, keys, agent and jump hosts work; nobody is asked for passwords, and a",
            "host key has to be known. MOONDOCK_SSH=\"ssh -F FILE\" has another one called.",
            "`moondock hosts --env NAME` asks all of them how they are.", "", "example:",
            "  hosts = {", "    [\"web-1\"] = { ssh = \"deploy@web-1.example\", docker = true, roles = { \"web\" } },",
            "    [\"db-1\"]  = { ssh = \"deploy@db-1.example:2222\", vars = { disk = \"/srv\" } },", "  },",
        ]
    }

    private static var deploymentLock: [String] {
        [
            "deployment_lock: one run at a time deploys to an environment.", "",
            "deployment_lock = { … } in environments/<name>.lua, or false for none:",
        ] + FunctionPage.lines(LockRules.options) + [
            "", "`moondock run --wait-for-lock 10m` says it for one run; `moondock locks` lists who holds which.",
        ]
    }

    private static var windows: [String] {
        [
            "windows: when runs may begin in an environment; freezes: when they may not.", "",
            "In environments/<name>.lua:",
        ] + FunctionPage.lines(DeploymentCalendar.options) + [
            "", "A run that begins while it is closed waits as a run that sleeps does: it is parked, and goes on with",
            "`moondock resume`, or --wait stays for it. `moondock run --override-freeze REASON` begins at once, on record, and so",
            "do promote and rollback. `moondock environments` shows what is closed. The end of a run is nobody's to wait for: a",
            "run that is resumed in a freeze goes on.", "", "example:",
            "  time_zone = \"Europe/Berlin\",",
            "  windows = { { days = { \"mon\", \"tue\", \"wed\", \"thu\" }, from = \"09:00\", to = \"16:00\" } },",
            "  freezes = { { from = \"12-20\", to = \"01-02\", reason = \"holidays\" } },",
        ]
    }

    private static var parameters: [String] {
        let params = PrimitiveRegistry.standard["recipe"]?.declaration.options.first { $0.key == "params" }
        return [
            "parameters: what the command line gives to a recipe: moondock run RECIPE --NAME VALUE.", "",
            "recipe { params = { NAME = … } } declares them; it returns their values. Each is a type alone,",
            "\"string\", \"integer\", \"number\" or \"boolean\", or a table:",
        ] + FunctionPage.lines(params?.fields ?? []) + [
            "", "example:", "  local params = recipe {", "    summary = \"Releases the shop.\",", "    params = {",
            "      version = { \"string\", match = \"^v%d\", help = \"what to release\" },",
            "      batch   = { \"integer\", default = 2 },", "      quiet   = \"boolean\",", "    },", "  }", "",
            "On the command line a boolean is true, false, yes or no.",
        ]
    }
}

/// What each exit code means, in one place for help and documentation.
enum ExitCodes {
    static let meanings: [(code: Int, meaning: String)] = [
        (0, "done"), (1, "the recipe failed, or what was requested could not be done or printed"),
        (2, "wrong input before any effect"), (3, "the run waits"),
        (4, "denied by policy, grant, trust or lock"), (5, "a step is in doubt and needs a person"),
        (130, "cancelled"),
    ]

    static var lines: [String] { meanings.map { "  \($0.code)  \($0.meaning)" } }
}

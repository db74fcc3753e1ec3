import LuaValues

extension BlockFunction {
    /// All there are, in order of their names.
    public static let all: [BlockFunction] = [
        deferring, lock, onRollback, parallel, pickOne, release, retry, secretText, timeout, withRollback,
    ]

    /// The one of a name.
    public static func named(_ name: String) -> BlockFunction? { all.first { $0.name == name } }

    private static let deferring = BlockFunction(
        name: "defer",
        summary: "Has a function run at the end of the block that it is called in, whichever way that ends.",
        forms: [[Argument("function", .function)], [Argument("label", .text), Argument("function", .function)]],
        options: [], returns: "nothing",
        notes: [
            "A block is the recipe, a branch of parallel, or the function of with_rollback, retry, timeout or lock.",
            "What was deferred last runs first. One that fails is logged, and does not keep the others from running.",
        ],
        example: ["defer(\"stop the test database\", function () docker_stop(database) end)"])

    private static let lock = BlockFunction(
        name: "lock", summary: "Takes a lock until the run ends, or for a function.",
        forms: [
            [Argument("name", .text)], [Argument("name", .text), Argument("options", .options)],
            [Argument("name", .text), Argument("function", .function)],
            [Argument("name", .text), Argument("options", .options), Argument("function", .function)],
        ],
        options: [
            PrimitiveOption<Duration?>.optional(
                "wait", .duration,
                "how long to wait for it at most; \"0s\" fails at once, without it as long as it takes"
            ).erased,
            PrimitiveOption<String>.defaulted(
                "park", .enumeration("keep", "release"), "keep", shown: "\"keep\"", "whether a parked run keeps it"
            ).erased,
        ],
        returns: "what the function returns",
        notes: [
            "lock { name = …, wait = …, park = … } takes it until the run ends, too.",
            "An environment has a lock of its own: moondock docs deployment_lock.",
        ],
        example: ["lock(\"migrations\", { wait = \"10m\" }, function () … end)"])

    private static let onRollback = BlockFunction(
        name: "on_rollback", summary: "Adds an undo step of your own to the with_rollback that it is called in.",
        forms: [[Argument("label", .text), Argument("function", .function)]], options: [], returns: "nothing",
        notes: ["Outside of with_rollback it fails with the code \"no_rollback\"."],
        example: ["on_rollback(\"switch back to blue\", function () switch_to \"blue\" end)"])

    private static let parallel = BlockFunction(
        name: "parallel", summary: "Runs branches whose steps overlap; all of them have ended when it returns.",
        forms: [
            [Argument("items", .list), Argument("function", .function)],
            [Argument("items", .list), Argument("options", .options), Argument("function", .function)],
            [Argument("branches", .branches)], [Argument("branches", .branches), Argument("options", .options)],
        ],
        options: [
            PrimitiveOption<Int?>.optional(
                "max", .integer(1...Int.max),
                "how many branches run at once; else all"
            ).erased,
            PrimitiveOption<String>.defaulted(
                "on_failure", .enumeration("stop", "continue"), "stop", shown: "\"stop\"",
                "what a branch's failure does: \"stop\" cancels the others and goes on as the failure of parallel; "
                    + "\"continue\" lets them end, and each result is { ok, value, error }"
            ).erased,
        ],
        returns: "the results in the order of the items, or by the names of the branches",
        notes: [
            "The function gets the item and its number. The branches of a table are functions without arguments, by name."
        ],
        example: [
            "parallel(hosts, { max = 2 }, function (host) deploy(host) end)",
            "parallel { web = function () build \"web\" end, mailer = function () build \"mailer\" end }",
        ])

    private static let pickOne = BlockFunction(
        name: "pick_one",
        summary: "Splits a list into its first item and the others: one machine to try, and the rest.",
        forms: [[Argument("list", .filledList)]], options: [], returns: "the first item, and a list of the others",
        notes: [], example: ["local first, others = pick_one(env.web.hosts)"])

    private static let retry = BlockFunction(
        name: "retry", summary: "Runs a function again when it fails. The last attempt's failure goes on.",
        forms: [[Argument("options", .options), Argument("function", .function)]],
        options: [
            PrimitiveOption<Int>.defaulted(
                "times", .integer(1...Int.max), 3, "how many attempts there are"
            ).erased,
            PrimitiveOption<Duration>.defaulted(
                "backoff", .duration, .seconds(1), shown: "\"1s\"", "the pause after the first attempt"
            ).erased,
            PrimitiveOption<Double>.defaulted(
                "factor", .number(1...Double.infinity), 2, shown: "2",
                "what each pause is multiplied by for the next one"
            ).erased,
            PrimitiveOption<Duration>.defaulted(
                "max", .duration, .seconds(60), shown: "\"1m\"", "the maximum pause"
            ).erased,
            PrimitiveOption<Bool>.defaulted(
                "jitter", .boolean, true, "whether a pause is shortened by up to half, by chance"
            ).erased,
            PrimitiveOption<LuaValue?>.optional(
                "on", .errorCodes,
                "which failures are tried again: an error code, a list of them, or a function that gets the error and "
                    + "returns true; else all"
            ).erased,
            PrimitiveOption<Bool>.defaulted(
                "park", .boolean, false, "whether a long pause may park the run where nobody waits in the foreground"
            ).erased,
        ],
        returns: "what the function returns",
        notes: [
            "The function gets the number of the attempt. A cancelled run has no further attempts, nor does a call that was",
            "wrong to begin with.",
        ],
        example: ["retry({ times = 5, backoff = \"2s\" }, function (attempt) docker_push(image) end)"])

    private static let secretText = BlockFunction(
        name: "secret_text", summary: "Joins texts and secrets to one secret: %s stands for each of the values.",
        forms: [[Argument("format", .text), Argument("values", .values)]], options: [], returns: "a secret handle",
        notes: [], example: ["secret_text(\"postgres://app:%s@db/shop\", secret \"DB\")"])

    private static let timeout = BlockFunction(
        name: "timeout",
        summary: "Runs a function that has so much time; what it does when the time is over is cancelled.",
        forms: [[Argument("limit", .duration), Argument("function", .function)]], options: [],
        returns: "what the function returns",
        notes: ["When the time is over it fails with the code \"timeout\"."],
        example: ["timeout(\"10m\", function () run_command { command = { \"make\", \"check\" } } end)"])

    private static let withRollback = BlockFunction(
        name: "with_rollback",
        summary: "Runs a function; when it fails, what it did that can be undone is undone, newest first.",
        forms: [[Argument("name", .text), Argument("function", .function)]], options: [],
        returns: "what the function returns",
        notes: [
            "What a parallel inside does is undone with the block. The failure goes on when everything was rolled back.",
            "Databases are never restored by themselves. Undo steps of your own: moondock docs on_rollback.",
        ],
        example: ["with_rollback(\"web\", function () … end)"])
}

extension OptionType where Value == LuaValue {
    /// An error code, or a list of them; a function is nothing that is written out as a constant.
    fileprivate static let errorCodes = OptionType(
        "an error code, a list of them, or a function", annotation: "string|string[]|fun(error: table): boolean"
    ) { value, place throws(OptionError) in
        switch value {
        case .string: return value
        case .table(let table) where table.fields.isEmpty && table.items.allSatisfy({ $0.string != nil }): return value
        default: throw .mismatch(value, place, expected: "an error code, a list of them, or a function")
        }
    }
}

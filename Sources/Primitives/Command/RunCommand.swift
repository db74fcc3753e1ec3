import Foundation
public import LuaValues
import RecipeLibraries
public import Recipes
import TextSafety

/// `run_command`: runs a program on the machine that runs the recipe, or on a host of the environment.
public struct RunCommand: Primitive {
    static let command = PrimitiveOption<[String]?>.optional(
        "command", .list(of: .string), "the program and its arguments, taken literally")
    static let shell = PrimitiveOption<String?>.optional(
        "shell", .string, "a script for /bin/sh, in the place of command")
    static let cwd = PrimitiveOption<String>.defaulted(
        "cwd", .name, ".", "the folder it runs in, relative to the project; on a host to its user's home")
    static let env = PrimitiveOption<[String: TextOrSecret]>.defaulted(
        "env", .variables, [:], shown: "nothing",
        "its environment; besides these it has PATH and MOONDOCK_STEP, a name of this very step, and nothing else")
    static let stdin = PrimitiveOption<TextOrSecret?>.optional("stdin", .textOrSecret, "what it reads; else nothing")
    static let timeout = PrimitiveOption<Duration?>.optional(
        "timeout", .duration, "how long it may take; then it and all it started are ended")
    static let okCodes = PrimitiveOption<[Int]>.defaulted(
        "ok_codes", .list(of: .integer(0...255)), [0], shown: "{ 0 }", "the exit codes that are no failure")
    static let isSafe = PrimitiveOption<Bool>.defaulted(
        "safe_to_repeat", .boolean, false,
        "whether it may run again when nobody can tell whether it has; else a person is asked")
    static let isDestructive = PrimitiveOption<Bool>.defaulted(
        "destructive", .boolean, false,
        "whether it takes away what cannot be made again: it is shown so, and never repeated without a person's confirmation"
    )

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "run_command",
        summary: "Runs a program, without a shell in between: on the machine that runs the recipe, or on a host.",
        options: [
            command.erased, shell.erased, host.erased, cwd.erased, env.erased, stdin.erased, timeout.erased,
            okCodes.erased,
            isSafe.erased, isDestructive.erased,
        ],
        returns:
            "{ code, stdout, stderr, seconds, cut }: the last 64 KiB of each stream; cut is true where there was more",
        inDoubt: .unsafe,
        grant: .runCommand)

    /// Whether it can be repeated.
    public func inDoubtPolicy(for options: OptionValues) -> InDoubtPolicy {
        if options.has(Self.host) { return .adoptable }
        let isSafe = (try? options[Self.isSafe]) == true && (try? options[Self.isDestructive]) != true
        return isSafe ? .idempotent : .unsafe
    }

    /// A command that has ended is known to have; only what takes away for good needs a person's confirmation.
    public func mayRepeat(_ options: OptionValues, after end: StepEnd) -> Bool {
        if case .failed(let error) = end, error["in_doubt"] == true, (try? options[Self.isSafe]) != true {
            return false
        }
        return (try? options[Self.isDestructive]) != true
    }

    /// What is wrong with a call that is written out.
    public func fault(in call: CallOutline, of project: Project) -> OptionError? {
        let (command, shell) = (call["command"], call["shell"])
        if command != .nil, shell != .nil {
            return OptionError("takes command or shell, not both", option: "shell")
        }
        if call.isKnown("command"), call.isKnown("shell"), command == .nil, shell == .nil || shell == "" {
            return OptionError("needs command or shell", option: "shell", hint: "command = { \"make\", \"check\" }")
        }
        if call["destructive"] == true, call["safe_to_repeat"] == true {
            return OptionError("is destructive or safe_to_repeat, not both", option: "safe_to_repeat")
        }
        if command.table?.items.isEmpty == true { return OptionError("'command' is empty", option: "command") }
        return nil
    }

    /// The command as a person would type it.
    public func title(_ options: OptionValues) -> String {
        var whole = ""
        if let command = try? options[Self.command] {
            whole = command.joined(separator: " ")
        } else if let script = try? options[Self.shell] {
            whole = "sh -c \(script)"
        }
        let text = whole.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let isDestructive = (try? options[Self.isDestructive]) == true
        let place = ((try? options[Self.host]) ?? nil).map { " on \($0)" } ?? ""
        return (isDestructive ? "(destructive) " : "") + (text.count > 60 ? text.prefix(59) + "…" : text) + place
    }

    /// The exit code, where it says something.
    public func summary(of result: LuaValue) -> String? {
        result["code"].integer.flatMap { $0 == 0 ? nil : "exit code \($0)" }
    }

    /// Runs the program to its end.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        if let command = try hostCommand(options, in: step) {
            let start = step.services.clock.elapsed
            return try result(of: try await command.run(), options, since: start, in: step)
        }
        let command = try command(of: options, in: step)
        try await StepProcesses(token: step.token).end()
        let start = step.services.clock.elapsed
        let end = try await CommandRun(command: command, step: step).run()
        return try result(of: end, options, since: start, in: step)
    }

    /// What the recipe gets of a command that has ended.
    /// - Throws: `StepError` with code `command.failed` where its code is none of those that are no failure.
    func result(
        of end: CommandRun.End, _ options: OptionValues, since start: Duration, in step: StepContext
    ) throws -> LuaValue {
        let seconds = (step.services.clock.elapsed - start).seconds
        let fields: [String: LuaValue] = [
            "code": .integer(Int64(end.code)), "stdout": LuaValue(luaString: end.output.tail),
            "stderr": LuaValue(luaString: end.errors.tail), "seconds": .number((seconds * 1000).rounded() / 1000),
            "cut": .bool(end.output.isCut || end.errors.isCut),
        ]
        guard try options[Self.okCodes].contains(Int(end.code)) else {
            let place = try options[Self.host].map { " on \($0)" } ?? ""
            throw StepError(
                code: "command.failed", "\(try words(of: options)[0])\(place) \(end.explanation)",
                details: (end.errors.tail.isEmpty ? end.output : end.errors).lastLines(10), fields: fields)
        }
        return .table(LuaTable(fields: fields))
    }

    /// Ends what runs of it; what it has done until then stands, and is reported.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        if let command = try hostCommand(options, in: step) {
            guard try await command.end() else { return .undone }
        } else {
            try await StepProcesses(token: step.token).end(grace: CommandRun.grace)
        }
        step.log(.warning, "\(title(options)) was ended before it was done; what it has done until then stands")
        return .undone
    }

    /// The processes, as far as the machine is the same.
    public func leftRunning(of token: String) -> [String] {
        StepProcesses(token: token).commands.map { "process \($0.process) (\($0.line.headline))" }
    }

    /// The program and its arguments.
    func words(of options: OptionValues) throws -> [String] {
        let words: [String]
        switch (try options[Self.command], try options[Self.shell]) {
        case (let command?, nil): words = command
        case (nil, let script?) where !script.isEmpty: words = ["/bin/sh", "-c", script]
        default:
            throw StepError(code: "invalid_option", "run_command: takes one of command and shell")
        }
        guard let name = words.first, !name.isEmpty else {
            throw StepError(
                code: "invalid_option", "run_command: 'command' is empty", fields: ["option": "command"])
        }
        // The system would cut them there, and run something else than was written.
        guard !words.contains(where: { $0.utf8.contains(0) }) else {
            throw StepError(
                code: "invalid_option", "run_command: a word of the command holds a NUL, where programs end it",
                hint: "give bytes to a program by stdin, or by a file", fields: ["option": "command"])
        }
        return words
    }

    /// Its whole environment.
    func variables(of options: OptionValues, in step: StepContext) throws -> [String: String] {
        let secrets = step.run.secrets
        var environment = try options[Self.env].mapValues { try $0.open(with: secrets) }
        for (name, value) in environment where name.isEmpty || (name + value).utf8.contains(0) || name.contains("=") {
            throw StepError(
                code: "invalid_option",
                "run_command: '\(HiddenCharacters.shown(name))' is no name of a variable, or its "
                    + "value holds a NUL", fields: ["option": "env"])
        }
        environment["PATH"] = environment["PATH"] ?? Command.defaultPath
        environment[StepProcesses.mark] = step.token
        return environment
    }

    private func command(of options: OptionValues, in step: StepContext) throws -> Command {
        let (words, environment) = (try words(of: options), try variables(of: options, in: step))
        let cwd = try options[Self.cwd]
        let folder = try step.place(cwd, option: "cwd")
        if let inner = folder?.inProject, inner != "." { try step.authority.check(.folder(.filesRead, inner)) }
        return try Command(
            words: words, program: try granted(options, in: step),
            folder: folder?.path ?? step.run.project.resolve(cwd).path, environment: environment,
            input: try options[Self.stdin]?.bytes(with: step.run.secrets) ?? [],
            timeout: try options[Self.timeout])
    }
}

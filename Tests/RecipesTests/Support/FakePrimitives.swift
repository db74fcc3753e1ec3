import Journal
import LuaValues
import RecipeLibraries
import Recipes
import WorkerProtocol

/// A primitive made of closures.
struct FakePrimitive: Primitive {
    let declaration: PrimitiveDeclaration
    var adopt: @Sendable (StepContext) async throws -> Reconciliation = { _ in .notDone }
    var takeBack: (@Sendable (StepContext) async throws -> Withdrawal)?
    var waits: @Sendable (OptionValues, Timestamp) -> Wait? = { _, _ in nil }
    var subjects: @Sendable (OptionValues) -> [String] = { _ in [] }
    let body: @Sendable (OptionValues, StepContext) async throws -> LuaValue

    func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        try await body(options, step)
    }

    func reconcile(_ options: OptionValues, in step: StepContext) async throws -> Reconciliation {
        try await adopt(step)
    }

    func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        if let takeBack { return try await takeBack(step) }
        return inDoubtPolicy(for: options) == .unsafe ? .left("nobody can tell") : .undone
    }

    func wait(_ options: OptionValues, since start: Timestamp) -> Wait? { waits(options, start) }

    func grantSubjects(_ options: OptionValues) -> [String] { subjects(options) }
}

/// `log`, as far as these tests need it.
struct FakeLog: NotificationPrimitive {
    static let message = PrimitiveOption<LuaValue>.required("message", .any, "the line")
    static let level = PrimitiveOption<String>.defaulted("level", .string, "info", "how much it matters")
    let declaration = PrimitiveDeclaration(
        "log", summary: "Logs.", style: .notification, options: [message.erased, level.erased], positional: "message",
        inDoubt: .pure)

    func notify(_ options: OptionValues, in step: StepContext) throws {
        let message = try options[Self.message]
        step.log(LogLevel(rawValue: try options[Self.level]) ?? .info, message.string ?? "\(message)")
    }
}

enum FakePrimitives {
    static let label = PrimitiveOption<LuaValue?>.optional("label", .any, "what the world remembers")
    static let value = PrimitiveOption<LuaValue?>.optional("value", .any, "what it returns")
    static let fail = PrimitiveOption<String?>.optional("fail", .string, "the code it fails with")
    static let stalls = PrimitiveOption<Int>.defaulted("stalls", .integer(), 0, "how often it hangs first")
    static let failures = PrimitiveOption<Int>.defaulted("failures", .integer(), 0, "how often it fails first")
    static let seen = PrimitiveOption<LuaValue?>.optional("seen", .any, "makes calls differ")
    static let peers = PrimitiveOption<Int?>.optional("peers", .integer(), "waits until so many have begun")
    static let hangs = PrimitiveOption<Bool>.defaulted("hangs", .boolean, false, "goes on until it is cancelled")
    static let password = PrimitiveOption<TextOrSecret?>.optional("password", .textOrSecret, "is printed")
    static let within = PrimitiveOption<Duration?>.optional("within", .duration, "is checked only")
    static let summary = PrimitiveOption<String?>.optional("summary", .string, "what the recipe does")
    static let params = PrimitiveOption<[String: LuaValue]>.defaulted(
        "params", .dictionary(of: .any), [:], "parameters")
    static let name = PrimitiveOption<String>.required("name", .name, "its name")
    static let duration = PrimitiveOption<Duration>.required("duration", .duration, "how long")
    static let mayPark = PrimitiveOption<Bool>.defaulted("park", .boolean, true, "whether it may park")
    static let reason = PrimitiveOption<String?>.optional("reason", .string, "what for")

    static var workOptions: [AnyOption] {
        [
            label.erased, value.erased, fail.erased, failures.erased, stalls.erased, seen.erased, peers.erased,
            hangs.erased,
            password.erased,
            within.erased,
        ]
    }

    static func all(_ world: FakeWorld) -> [any Primitive] {
        [
            work("work", .pure, world), work("create", .adoptable, world),
            work("launch", .unsafe, world, grant: .dockerRun), FakeLog(),
            header, environment, secret, secretText, approval, pause, nextSecond, sleep(world),
        ] + locks
    }

    private static func work(
        _ name: String, _ policy: InDoubtPolicy, _ world: FakeWorld, grant: Grant.Name? = nil
    ) -> FakePrimitive {
        FakePrimitive(
            declaration: PrimitiveDeclaration(
                name, summary: "Does something.", options: workOptions, positional: "label", inDoubt: policy,
                grant: grant),
            adopt: { step in
                if world.isHeld(step.path) { try await world.waitForCancellation() }
                return world.adopted(step.path).map { .done($0) } ?? .notDone
            },
            takeBack: { step in try world.withdraw(step.path, policy) },
            subjects: { options in options.text(of: "label").map { [$0] } ?? [] }
        ) { options, step in
            let label = try options[label].map { $0.string ?? "\($0)" } ?? step.path
            world.begin(label)
            do {
                let value = try await perform(label, options, step, world)
                world.end(label, isCancelled: false)
                return value
            } catch {
                world.end(label, isCancelled: error is CancellationError)
                throw error
            }
        }
    }

    private static func perform(
        _ label: String, _ options: OptionValues, _ step: StepContext, _ world: FakeWorld
    ) async throws -> LuaValue {
        if let peers = try options[peers] { await world.wait { $0.performed.count >= peers } }
        if try options[hangs] { try await world.waitForCancellation() }
        let opened = try options[password]?.open(with: step.run.secrets)
        if let opened { step.output("password is \(opened)") }
        let tries = world.now.performed.count { $0 == label }
        if try tries <= options[stalls] { try await world.waitForCancellation() }
        if try tries <= options[failures] { throw StepError(code: "not_yet", "it failed") }
        if let code = try options[fail] {
            guard let opened else { throw StepError(code: code, "it failed", fields: ["host": "web-1"]) }
            throw StepError(
                code: code, "the server says \(opened)", details: ["T=\(opened)"], hint: "not \(opened)",
                fields: ["probe": .string(opened), "nested": [["deep": .bytes(Array(opened.utf8) + [0xff])]]])
        }
        if let shown = FakeWorld.shown(try options[value] ?? .nil, opened) { return shown }
        return try options[value] ?? .nil
    }

    /// Pauses end at once; what is longer than an hour goes on until it is cancelled. Long ones park, as the product's do.
    private static func sleep(_ world: FakeWorld) -> FakePrimitive {
        FakePrimitive(
            declaration: PrimitiveDeclaration(
                "sleep", summary: "Waits.", options: [duration.erased, reason.erased, mayPark.erased],
                positional: "duration",
                inDoubt: .pure),
            waits: { options, start in
                guard let duration = try? options[duration] else { return nil }
                return Wait(reason: "sleeping", since: start, until: start.adding(seconds: duration.seconds))
            }
        ) { options, step in
            let length = try options[duration]
            if try options[mayPark], length > .seconds(5), length <= .seconds(3600), !step.run.isForeground {
                throw StepParked(Wait(reason: "sleeping", until: step.startedAt.adding(seconds: length.seconds)))
            }
            if length > .seconds(3600) { try await world.waitForCancellation() }
            return .nil
        }
    }

    private static let header = FakePrimitive(
        declaration: PrimitiveDeclaration(
            "recipe", summary: "Declares.", style: .query, options: [summary.erased, params.erased], inDoubt: .pure)
    ) { options, step in
        let declared = try options[params]
        for name in step.run.parameters.keys.sorted() where declared[name] == nil {
            throw StepError(
                code: "unknown_parameter", "the recipe has no parameter '\(name)'",
                hint: Suggestion.nearest(to: name, among: declared.keys).map { "did you mean --\($0)?" })
        }
        var values = LuaTable()
        for (name, parameter) in declared {
            values[name] = step.run.parameters[name].map { .string($0) } ?? parameter["default"]
        }
        return .table(values)
    }

    private static let environment = FakePrimitive(
        declaration: PrimitiveDeclaration(
            "environment", summary: "Data.", style: .query, inDoubt: .pure, grant: .environment)
    ) { _, step in .table(step.run.environment.data) }

    private static let secret = FakePrimitive(
        declaration: PrimitiveDeclaration(
            "secret", summary: "A handle.", style: .query, options: [name.erased], positional: "name", inDoubt: .pure,
            grant: .secret),
        subjects: { options in options.text(of: "name").map { [$0] } ?? [] }
    ) { options, _ in
        .handle(LuaHandle(kind: "secret", fields: LuaTable(fields: ["name": .string(try options[name])])))
    }

    private static let format = PrimitiveOption<String>.required("format", .string, "the text")
    private static let values = PrimitiveOption<[TextOrSecret]>.required(
        "values", .list(of: .textOrSecret), "what is in it")

    private static let secretText = FakePrimitive(
        declaration: PrimitiveDeclaration(
            "secret_text", summary: "A handle.", style: .query, options: [format.erased, values.erased], inDoubt: .pure)
    ) { options, _ in
        let format = try options[format].replacing("%%", with: "%")
        let pieces = format.split(separator: "%s", omittingEmptySubsequences: false).map { LuaValue.string(String($0)) }
        let parts = options.value(of: "values").table?.items ?? []
        let name = zip(parts, pieces.dropFirst()).reduce(pieces[0].string ?? "") { text, next in
            text + (next.0.string ?? "\(next.0)") + (next.1.string ?? "")
        }
        return .handle(
            LuaHandle(
                kind: "secret",
                fields: LuaTable(fields: ["name": .string(name), "pieces": .list(pieces), "parts": .list(parts)])))
    }

    private static let nextSecond = FakePrimitive(
        declaration: PrimitiveDeclaration("next_second", summary: "Waits.", style: .query, inDoubt: .pure)
    ) { _, _ in
        let begin = Timestamp.now.milliseconds / 1000
        while Timestamp.now.milliseconds / 1000 == begin { try await Task.sleep(for: .milliseconds(5)) }
        return .nil
    }

    private static let seconds = PrimitiveOption<Int>.required("seconds", .integer(), "how long")

    /// Parks where a sleep would; a process in the foreground does not wait at all.
    private static let pause = FakePrimitive(
        declaration: PrimitiveDeclaration(
            "pause", summary: "Waits.", options: [seconds.erased], positional: "seconds", inDoubt: .pure)
    ) { options, step in
        if step.run.isForeground { return .nil }
        let until = step.startedAt.adding(seconds: Double(try options[seconds]))
        throw StepParked(Wait(reason: "pausing", since: step.startedAt, until: until))
    }

    private static let approval = FakePrimitive(
        declaration: PrimitiveDeclaration(
            "approval", summary: "Asks.", options: [name.erased], positional: "name", inDoubt: .idempotent,
            effect: .answer),
        takeBack: { step in
            await step.run.approvals.withdraw(step.path, of: step.run.id)
            return .undone
        }
    ) { options, step in
        let request = ApprovalRequest(
            path: step.path, message: try options[name], details: [], approvers: [], requestedAt: step.startedAt,
            deadline: nil)
        let record = try await step.run.approvals.settle(request, in: step)
        return .string(record.state.rawValue)
    }
}

extension FakePrimitives {
    static let wait = PrimitiveOption<Duration?>.optional("wait", .duration, "how long")
    static let park = PrimitiveOption<String>.defaulted("park", .enumeration("keep", "release"), "keep", "when parked")
    static let scope = PrimitiveOption<Bool>.defaulted("scope", .boolean, false, "for the block only")

    /// `lock` and `unlock`, as the product has them.
    static let locks: [any Primitive] = [
        FakePrimitive(
            declaration: PrimitiveDeclaration(
                "lock", summary: "Locks.", options: [name.erased, wait.erased, park.erased, scope.erased],
                positional: "name", inDoubt: .idempotent, effect: StepEffect.none)
        ) { options, step in
            let request = LockRequest(
                name: try options[name], path: step.path, scope: try options[scope] ? step.scope : nil,
                isKeptWhileParked: try options[park] == "keep")
            try await step.run.locks.take(request, waiting: try options[wait], in: step)
            return .nil
        },
        FakePrimitive(
            declaration: PrimitiveDeclaration(
                "unlock", summary: "Unlocks.", options: [name.erased], positional: "name", inDoubt: .idempotent,
                effect: StepEffect.none)
        ) { options, step in
            try await step.run.locks.release(try options[name], scope: step.scope)
            return .nil
        },
    ]
}

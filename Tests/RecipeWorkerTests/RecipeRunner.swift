import LuaValues

@testable import WorkerProtocol
@testable import WorkerRuntime

/// Runs recipes on a scheduler without a process, answering every call.
struct RecipeRunner {
    /// A prelude that exports the private functions as they are.
    static let prelude = """
        exports.parallel = host.parallel
        exports.host = host
        """

    var primitives: [String: CallStyle] = ["work": .step, "ask": .query, "log": .notification]
    var limits = LuaLimits()
    var modules: [String: String] = [:]
    var libraries: [LibraryStart] = []
    var preludes = [RecipeRunner.prelude]
    /// What the chunks of modules are called, before their paths.
    var modulePrefix = "lib/"
    /// What a step is answered with; `nil` leaves it waiting until nothing else can go on.
    var answer: (CallRequest) -> Result<LuaValue, ReplyFailure>? = { .success($0.options["value"]) }
    /// The messages the worker sent, in order.
    private(set) var transcript: [WorkerMessage] = []

    init() {}

    /// Runs a recipe to its end.
    mutating func run(_ recipe: String, chunk: String = "recipes/test.lua") throws -> Result<LuaValue, RecipeFailure> {
        let scheduler = try Scheduler(
            start: RecipeStart(
                recipe: SourceText(chunk: chunk, text: Array(recipe.utf8)),
                prelude: preludes.map { SourceText(chunk: "prelude/test.lua", text: Array($0.utf8)) },
                primitives: primitives, libraries: libraries, limits: limits, seed: 1, time: 1_700_000_000_000))
        var delayed: [HostMessage] = []
        while true {
            scheduler.run()
            var replies: [HostMessage] = []
            for message in scheduler.takeOutgoing() {
                transcript.append(message)
                switch message {
                case .finished(let result): return result
                case .step(let call), .query(let call):
                    if let result = answer(call) {
                        replies.append(.reply(branch: call.branch, result: result))
                    } else {
                        delayed.append(.reply(branch: call.branch, result: .success(nil)))
                    }
                case .module(let name): replies.append(.module(source(of: name)))
                case .cancelStep(let path):
                    guard let call = transcript.compactMap(\.step).last(where: { $0.path == path }) else { continue }
                    delayed.removeAll { if case .reply(call.branch, _, _) = $0 { true } else { false } }
                    replies.append(.reply(branch: call.branch, result: .failure(.cancelled)))
                default: break
                }
            }
            if replies.isEmpty, !delayed.isEmpty { replies.append(delayed.removeFirst()) }
            guard !replies.isEmpty else { throw WireError("the recipe waits for nothing") }
            for reply in replies {
                try scheduler.receive(reply)
                scheduler.run()
            }
        }
    }

    private func source(of name: String) -> Result<SourceText, ReplyFailure> {
        guard let text = modules[name] else {
            return .failure(ReplyFailure(fields: LuaTable(fields: ["message": .string("no module '\(name)'")])))
        }
        if name.contains(":") { return .success(SourceText(chunk: name, text: Array(text.utf8))) }
        let path = name.split(separator: ".").joined(separator: "/")
        return .success(SourceText(chunk: "\(modulePrefix)\(path).lua", text: Array(text.utf8)))
    }
}

extension ReplyFailure {
    static let cancelled = ReplyFailure(fields: LuaTable(fields: ["code": "cancelled", "message": "stopped"]))
}

extension WorkerMessage {
    var step: CallRequest? { if case .step(let call) = self { call } else { nil } }
    var notification: CallRequest? { if case .notification(let call) = self { call } else { nil } }
}

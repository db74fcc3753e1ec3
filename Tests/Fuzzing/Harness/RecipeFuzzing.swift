import Glibc
import LuaValues
import RandomTestSupport

@testable import WorkerProtocol
@testable import WorkerRuntime

/// One input of the fuzzer: the last eight bytes choose the host's answers, what is before them is the recipe.
///
/// The recipe runs twice with the same answers. Both must say the same, byte for byte, or a replay would not hold.
@_cdecl("moondock_fuzz_recipe")
public func fuzzRecipe(_ bytes: UnsafePointer<UInt8>, _ size: Int64) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
    let source = Array(input.dropLast(8))
    let seed = input.suffix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    let first = FuzzedRun(source: source, seed: seed).transcript()
    let second = FuzzedRun(source: source, seed: seed).transcript()
    if first != second {
        let place = zip(first, second).prefix { $0 == $1 }.count
        print("the same recipe with the same answers did something else, from byte \(place):")
        for run in [first, second] {
            print(String(decoding: run.dropFirst(max(0, place - 200)).prefix(500), as: UTF8.self))
        }
        fflush(nil)
        fatalError("not deterministic")
    }
    return 0
}

/// A recipe on a scheduler, with a host that answers at random: any value, an error, late, or in another order.
private struct FuzzedRun {
    private static let prelude: [SourceText] = [
        SourceText(
            chunk: "prelude/fuzz.lua",
            text: Array("exports.parallel = host.parallel exports.host = host".utf8))
    ]
    private static let values: [LuaValue] = [
        nil, true, 0, -1, 1e300, "", "text", .bytes([0xff, 0]), [1, 2, 3], ["a": ["b": [nil]]],
        .handle(LuaHandle(kind: "image", fields: LuaTable(fields: ["id": "x", "tags": ["a"]]))),
    ]

    private let source: [UInt8]
    private var random: SeededGenerator
    private var output: [UInt8] = []

    init(source: [UInt8], seed: UInt64) {
        self.source = source
        random = SeededGenerator(seed: seed)
    }

    private static var limits: LuaLimits {
        var limits = LuaLimits()
        limits.memory = 1 << 20
        limits.instructionsPerTurn = 20_000
        limits.instructions = 60_000
        limits.coroutines = 100
        limits.stringLength = 16 << 10
        limits.logVolume = 16 << 10
        limits.callDepth = 150
        return limits
    }

    /// Everything the worker said.
    consuming func transcript() -> [UInt8] {
        let start = RecipeStart(
            recipe: SourceText(chunk: "recipes/fuzz.lua", text: source), prelude: Self.prelude,
            primitives: ["work": .step, "ask": .query, "log": .notification], limits: Self.limits, seed: 1, time: 0)
        guard let scheduler = try? Scheduler(start: start) else { return output }
        scheduler.run()
        var open: [HostMessage] = []
        for _ in 0..<200 {
            var isFinished = false
            for message in scheduler.takeOutgoing() {
                message.encode(into: &output)
                if case .finished = message { isFinished = true }
                if let answer = answer(message, dropping: &open) { open.append(answer) }
            }
            guard !isFinished, !open.isEmpty else { break }
            // Modules are answered in the order in which they were requested, as the host does.
            let isCancelled = random.next() % 64 == 0
            let index = Int(random.next() % UInt64(open.count))
            let chosen = isCancelled ? .cancel(reason: "fuzz") : open.remove(at: index)
            guard (try? scheduler.receive(chosen)) != nil else { break }
            scheduler.run()
        }
        return output
    }

    private mutating func answer(_ message: WorkerMessage, dropping open: inout [HostMessage]) -> HostMessage? {
        switch message {
        case .step(let call), .query(let call):
            return .reply(branch: call.branch, result: random.next() % 4 == 0 ? .failure(failure()) : .success(value()))
        case .module(let name):
            return .module(.success(SourceText(chunk: "lib/\(name).lua", text: source)))
        default: return nil
        }
    }

    private mutating func value() -> LuaValue { Self.values[Int(random.next() % UInt64(Self.values.count))] }

    private mutating func failure() -> ReplyFailure {
        ReplyFailure(fields: LuaTable(fields: ["code": "failed", "message": value(), "details": value()]))
    }
}

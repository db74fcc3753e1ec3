import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct WireTests {
    static let position = SourcePosition(chunk: "r.lua", line: 3)
    static let failure = RecipeFailure(
        kind: .error, message: "m", value: ["code": "c"], position: position,
        traceback: [RecipeFailure.Frame(position: position, function: "f")])
    static let call = CallRequest(
        branch: 2, path: "1/a/2", primitive: "work", options: ["x": [1, 2]], position: position,
        library: "acme")
    static let source = SourceText(chunk: "r.lua", text: Array("return 1".utf8))

    @Test(arguments: [Int64.max, .min, -1, 1 << 40])
    func aLineThatNoFileHasIsKeptWithinBounds(_ line: Int64) {
        let position = SourcePosition(decoding: ["chunk": "r.lua", "line": .integer(line)])
        #expect((0...Int(Int32.max)).contains(position.line))
        #expect(position.line + 60 > 0)
    }

    static let toHost: [WorkerMessage] = [
        .ready(luaVersion: "Lua 5.4.4"), .evaluated(.success(["a": 1])), .evaluated(.failure(failure)), .step(call),
        .query(call), .notification(call), .cancelStep(path: "1"),
        .scopeOpened(ScopeOpening(path: "1", kind: "parallel", title: "t", branches: ["a", "b"], position: position)),
        .scopeClosed(path: "1", failure: nil), .scopeClosed(path: "1", failure: "f"),
        .delivered(path: "1/a/2"),
        .rolledBack(RollbackReport(path: "1", title: "release", undone: 1, failures: ["b: stuck"])),
        .branchOpened(path: "1/a"),
        .branchClosed(path: "1/a", failure: nil, isCancelled: true), .module(name: "m"),
        .idle(handled: 4),
        .finished(.success(nil)), .finished(.failure(failure)),
    ]

    static let toWorker: [HostMessage] = [
        .evaluate(source: source, limits: LuaLimits()),
        .start(
            RecipeStart(
                recipe: source, prelude: [source], primitives: ["a": .step, "b": .notification], limits: LuaLimits(),
                seed: -1,
                time: 5)),
        .reply(branch: 1, result: .success([1])), .reply(branch: 1, result: .failure(.cancelled)),
        .module(.success(source)), .module(.failure(.cancelled)), .cancel(reason: "r"),
        .replay([
            RecordedEnd(path: "1", result: .success("v")), RecordedEnd(path: "2/a/1", result: .failure(.cancelled)),
        ]),
    ]

    @Test func everyMessageComesBackWhateverTheReads() throws {
        var bytes: [UInt8] = []
        for message in Self.toHost { message.encode(into: &bytes) }
        for size in [1, 7, bytes.count] {
            var reader = FrameReader()
            var messages: [WorkerMessage] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                reader.append(bytes[start..<min(start + size, bytes.count)])
                while let frame = try reader.next() {
                    messages.append(try WorkerMessage(opcode: frame.opcode, body: frame.body))
                }
            }
            #expect(messages == Self.toHost)
        }
    }

    @Test func theHostsMessagesComeBack() throws {
        var bytes: [UInt8] = []
        for message in Self.toWorker { message.encode(into: &bytes) }
        var reader = FrameReader()
        reader.append(bytes[...])
        for message in Self.toWorker {
            let frame = try #require(try reader.next())
            #expect(try HostMessage(opcode: frame.opcode, body: frame.body) == message)
        }
        #expect(try reader.next()?.opcode == nil)
    }

    @Test func unknownOpcodesAndOtherShapesAreRefused() {
        #expect(throws: WireError.self) { try HostMessage(opcode: 99, body: nil) }
        #expect(throws: WireError.self) { try WorkerMessage(opcode: 1, body: nil) }
        #expect(throws: WireError.self) { try HostMessage(opcode: HostMessage.Opcode.reply.rawValue, body: [1]) }
        #expect(throws: WireError.self) {
            try HostMessage(opcode: HostMessage.Opcode.cancel.rawValue, body: ["a", "b"])
        }
        #expect(throws: WireError.self) { try WorkerMessage(opcode: WorkerMessage.Opcode.step.rawValue, body: "x") }
    }

    @Test func lengthsThatCannotBeAreRefused() {
        for length: [UInt8] in [[0, 0, 0, 0, 1], [0xff, 0xff, 0xff, 0xff, 1]] {
            var reader = FrameReader()
            reader.append(length[...])
            #expect(throws: WireError.self) { try reader.next() }
        }
    }
}

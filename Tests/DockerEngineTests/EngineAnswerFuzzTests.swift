import Foundation
import NIOCore
import RandomTestSupport
import Testing

@testable import DockerEngine

/// What engines answer, whole and in pieces.
@Suite struct EngineAnswerFuzzTests {
    private static let answers = [
        #"{"Id":"x","Name":"/web","Created":"2026","Image":"sha256:1","State":{"Status":"running","Running":true,"ExitCode":0,"OOMKilled":false,"Error":"","StartedAt":"2026-01-01T00:00:00.123456789Z","FinishedAt":"0001-01-01T00:00:00Z","Health":{"Status":"healthy","FailingStreak":0,"Log":[{"ExitCode":0,"Output":"ok"}]}},"RestartCount":0,"Config":{"Image":"x","Labels":{"a":"b"},"Env":["A=b"],"Tty":false},"NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}]},"Networks":{"n":{"IPAddress":"1.2.3.4","Aliases":null}}},"Mounts":[{"Name":"v","Source":"/x","RW":true}],"HostConfig":{"AutoRemove":false,"NetworkMode":"default"}}"#,
        #"[{"Id":"x","Names":["/web","/a/b"],"Image":"x","ImageID":"y","State":"exited","Status":"Up","Labels":null,"Created":1}]"#,
        #"{"Version":"27.0","ApiVersion":"1.47","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64","Components":[{"Name":"Engine"}]}"#,
        #"{"Id":"sha256:x","RepoTags":["a:b"],"RepoDigests":["a@sha256:c"],"Size":1,"Architecture":"amd64","Os":"linux","Config":{"Labels":{}}}"#,
        #"{"stream":"Step 1/2"}"#,
        #"{"status":"1: digest: sha256:aa size: 5","id":"a","progressDetail":{"current":1,"total":2}}"#,
        #"{"Type":"container","Action":"die","Actor":{"ID":"x","Attributes":{"exitCode":"137"}},"time":1,"timeNano":1}"#,
        #"{"errorDetail":{"message":"no"},"error":"no","aux":{"ID":"sha256:x"}}"#,
        #"{"message":"port is already allocated"}"#,
    ].map { Array($0.utf8) }

    @Test func answersAreReadOrRejected() throws {
        let endpoint = try DockerEndpoint("unix:///x")
        Fuzzing.run(
            "engine answers", rounds: 8_000, seeds: Self.answers,
            words: ["null", "-1", "1e308", "\"\"", "\\ud800", "{}"]
        ) {
            input, mutation in
            let data = Data(input)
            let decoder = JSONDecoder()
            var taken = false
            func read<Value: Decodable>(_ type: Value.Type) -> Value? {
                let value = try? decoder.decode(type, from: data)
                if value != nil { taken = true }
                return value
            }
            if let found = read(ContainerInspection.self) {
                for port in [0, 80, -1, Int.max] { _ = found.hostPort(for: port) }
            }
            _ = read([ContainerSummary].self)
            _ = read(ImageInspection.self)
            _ = read(EngineInfo.self)
            _ = read(EngineEvent.self)
            if let message = read(TransferMessage.self) {
                _ = (message.failure, message.pushed)
                _ = TransferProgress(message)
            }
            if let version = read(EngineVersion.self) {
                _ = try? APIVersion.negotiated(newest: version.apiVersion, oldest: version.oldestAPIVersion)
            }
            let status = [400, 401, 404, 409, 500, 100, 999][mutation.below(7)]
            let error = DockerError.response(
                status: status, body: ByteBuffer(bytes: input), operation: "try", endpoint: endpoint)
            #expect(!error.message.isEmpty)
            return taken
        }
    }

    @Test func streamsSayTheSameHoweverTheyAreCut() throws {
        let frame: [UInt8] =
            [1, 0, 0, 0, 0, 0, 0, 6] + Array("hello\n".utf8) + [2, 0, 0, 0, 0, 0, 0, 3] + Array("no\r".utf8)
        let lines = Array("{\"a\":1}\n\n  \r\n{\"b\":\n2}\n".utf8)
        try Fuzzing.run("engine streams", rounds: 8_000, seeds: [frame, frame + frame, lines], words: ["\n", "\r\n"]) {
            input, mutation in
            let pieces = Self.cut(input, &mutation)
            let logs = [[input], pieces].map { Self.log($0) }
            #expect(logs[0] == logs[1], "\(input)")
            let texts = [[input], pieces].map { Self.split($0) }
            #expect(texts[0] == texts[1], "\(input)")
            return logs[0].hasSuffix("whole")
        }
    }

    private static func cut(_ bytes: [UInt8], _ mutation: inout Mutation) -> [[UInt8]] {
        var (pieces, rest) = ([[UInt8]](), bytes[...])
        while !rest.isEmpty {
            let piece = rest.prefix(1 + mutation.below(5))
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }

    /// What each stream has said, line by line.
    private static func log(_ pieces: [[UInt8]]) -> String {
        var (demultiplexer, splitter) = (LogDemultiplexer(), LogLineSplitter(limit: 4))
        var lines: [ContainerLogLine] = []
        do {
            for piece in pieces {
                demultiplexer.append(ByteBuffer(bytes: piece))
                while let chunk = try demultiplexer.next() { lines += splitter.lines(completedBy: chunk) }
            }
            try demultiplexer.finish()
        } catch {
            return lines.map { "\($0.stream) \($0.text)" }.joined(separator: "|") + "\(error)"
        }
        lines += splitter.finish()
        return lines.map { "\($0.stream) \($0.text)" }.joined(separator: "|") + "whole"
    }

    private static func split(_ pieces: [[UInt8]]) -> [String] {
        var splitter = JSONLineSplitter()
        var lines: [String] = []
        for piece in pieces {
            splitter.append(ByteBuffer(bytes: piece))
            while let line = try? splitter.next() { lines.append(String(buffer: line)) }
        }
        if let rest = splitter.finish() { lines.append(String(buffer: rest)) }
        return lines
    }
}

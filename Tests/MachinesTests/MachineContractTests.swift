import Foundation
import Machines
import Processes
import Testing

/// What every machine does.
@Suite(.timeLimit(.minutes(10))) struct MachineContractTests {
    @Test(arguments: MachineKind.allCases)
    func aProgramGetsWhatItIsGiven(_ kind: MachineKind) async throws {
        try await kind.with { make, home in
            let machine = try make()
            let words = ["$HOME", "a b", "*", "`id`", ";", "", "é\n.\nx", "it's", "\\n", "-n", "!", "%s"]
            let command = MachineCommand(token: CommandToken("t/1"), words: ["printf", "%s|"] + words)
            let printed = try await machine.outcome(command)
            #expect(printed.output == words.map { "\($0)|" }.joined())
            #expect(printed.ending == .exited(0))
            #expect(printed.errors == "")

            let environment = ["NAME": "va'lue\n.\n", "LANG": "C"]
            let variables = try await machine.outcome("env", "-0", environment: environment).output
                .split(separator: "\0").map(String.init)
            #expect(
                Set(variables.map { $0.prefix { $0 != "=" } }).subtracting(["PWD", "_"]) == [
                    "NAME", "LANG", "PATH", "MOONDOCK_STEP",
                ])
            #expect(variables.contains("NAME=va'lue\n.\n"))

            let input = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
            let read = Printed()
            let cat = MachineCommand(token: CommandToken("t/2"), words: ["cat"], input: input)
            #expect(try await machine.run(cat, output: read.take, errors: { _ in }) == .exited(0))
            #expect(read.all == input)
            #expect(try await machine.outcome("cat").output == "", "nothing is read where nothing is given")
            #expect(try await machine.outcome("pwd", folder: home).output.hasSuffix("\(home)\n"))
            #expect(try await machine.outcome("sh", "-c", "umask").output == "0022\n")
        }
    }

    @Test(arguments: MachineKind.allCases)
    func itsEndIsTold(_ kind: MachineKind) async throws {
        try await kind.with { make, home in
            let machine = try make()
            for code in [1, 7, 126, 127, 255] {
                let outcome = try await machine.outcome("sh", "-c", "echo out; echo err >&2; exit \(code)")
                #expect(outcome.ending.code == Int32(code))
                #expect(outcome.output == "out\n")
                #expect(outcome.errors == "err\n")
            }
            #expect(try await machine.outcome("sh", "-c", "kill -KILL $$").ending == .signalled(SIGKILL))
            #expect(try await machine.failure { _ = try await machine.outcome("no-such-program") } == .notFound)
            #expect(try await machine.failure { _ = try await machine.outcome("/etc/passwd") } == .notFound)
            #expect(
                try await machine.failure { _ = try await machine.outcome("true", folder: "\(home)/nowhere") }
                    == .noFolder)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func aProgramIsBegunOnce(_ kind: MachineKind) async throws {
        try await kind.with { make, home in
            let script = "echo once >>\(home)/count; i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo line $i; done"
            let command = MachineCommand(token: CommandToken("run/3"), words: ["sh", "-c", script])
            let lines = (1...2000).map { "line \($0)\n" }.joined()
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<4 { group.addTask { try await make().outcome(command).output } }
                for try await output in group { #expect(output == lines) }
            }
            #expect(try await make().outcome(command).output == lines, "it has ended, and is told once more")
            #expect(try String(contentsOfFile: "\(home)/count", encoding: .utf8) == "once\n")
            let mode = try FileManager.default.attributesOfItem(atPath: "\(home)/.moondock/steps")[.posixPermissions]
            #expect(mode as? Int == 0o700)

            try await make().forget(CommandToken("run/3"))
            let none = try await make().resume(command, output: { _ in }, errors: { _ in })
            #expect(none == nil, "it is forgotten")
        }
    }

    @Test(arguments: MachineKind.allCases)
    func whatRunsIsFollowedFromItsFirstByte(_ kind: MachineKind) async throws {
        try await kind.with { make, home in
            let script = "echo one; while [ ! -e \(home)/go ]; do sleep 0.02; done; echo two; echo three >&2; exit 3"
            let command = MachineCommand(token: CommandToken("\(UUID())/4"), words: ["sh", "-c", script])
            let (first, second) = (Printed(), Printed())
            async let begun = make().run(command, output: first.take, errors: { _ in })
            await first.wait()
            async let later = make().resume(command, output: second.take, errors: { _ in })
            await second.wait()
            FileManager.default.createFile(atPath: "\(home)/go", contents: nil)
            let (a, b) = try await (begun, later)
            #expect(a == .exited(3))
            #expect(b == .exited(3))
            #expect(first.text == "one\ntwo\n")
            #expect(second.text == "one\ntwo\n")
        }
    }

    @Test(arguments: MachineKind.allCases, ["cancelled", "late", "stubborn"])
    func allOfItIsEnded(_ kind: MachineKind, _ reason: String) async throws {
        try await kind.with { make, home in
            let machine = try make()
            let trap = reason == "stubborn" ? "trap '' TERM; " : ""
            // One of them leaves the group.
            let script = "\(trap)sleep 600 & setsid sleep 601 & echo $$ $!; while :; do sleep 602; done"
            let command = MachineCommand(
                // One of its own: what is ended is found by it on the whole machine, that of another case too.
                token: CommandToken("\(UUID())/1"), words: ["sh", "-c", script],
                limit: reason == "late" ? .seconds(1) : nil,
                grace: .seconds(1))
            let printed = Printed()
            let task = Task { try await machine.run(command, output: printed.take, errors: { _ in }) }
            if reason == "late" {
                let error = await #expect(throws: MachineError.self) { _ = try await task.value }
                #expect(error?.kind == .timedOut)
                try await machine.end(command.token, grace: .seconds(1))
            } else {
                await printed.wait(for: 4)
                task.cancel()
                await #expect(throws: CancellationError.self) { _ = try await task.value }
            }
            #expect(ProcessTable().processes(with: MachineCommand.mark, command.token.name).isEmpty)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func whatWasEndedBeforeDoesNotBegin(_ kind: MachineKind) async throws {
        try await kind.with { make, home in
            let machine = try make()
            #expect(try await machine.end(CommandToken("run/6"), grace: .zero) == false)
            let command = MachineCommand(token: CommandToken("run/6"), words: ["touch", "\(home)/begun"])
            #expect(try await machine.failure { _ = try await machine.outcome(command) } == .failed)
            #expect(!FileManager.default.fileExists(atPath: "\(home)/begun"))
        }
    }

    /// What waits for it is killed: how it ended is known to nobody, and this is said, once it has.
    @Test(arguments: MachineKind.allCases)
    func whatLeftNoEndIsUnknown(_ kind: MachineKind) async throws {
        try await kind.with { make, home in
            let machine = try make()
            let script = "echo begun; while [ ! -e \(home)/go ]; do sleep 0.02; done; echo done >\(home)/done"
            let command = MachineCommand(token: CommandToken("\(UUID())/7"), words: ["sh", "-c", script])
            let printed = Printed()
            let task = Task { try await machine.run(command, output: printed.take, errors: { _ in }) }
            await printed.wait()
            let steps = "\(home)/.moondock/steps"
            let folder = try #require(try FileManager.default.contentsOfDirectory(atPath: steps).first)
            let pid = try String(contentsOfFile: "\(steps)/\(folder)/pid", encoding: .utf8)
            kill(try #require(Int32(pid.prefix { $0 != " " })), SIGKILL)
            FileManager.default.createFile(atPath: "\(home)/go", contents: nil)
            let error = await #expect(throws: MachineError.self) { _ = try await task.value }
            #expect(error?.kind == .endUnknown)
            #expect(FileManager.default.fileExists(atPath: "\(home)/done"), "it was not disturbed")
        }
    }

    @Test(arguments: MachineKind.allCases)
    func secretsAreSeenNowhere(_ kind: MachineKind) async throws {
        try await kind.with { make, home in
            let machine = try make()
            let secret = "s3cr3t-\(UUID().uuidString)"
            let script = "read word; echo $word $NAME | wc -c; while [ ! -e \(home)/go ]; do sleep 0.02; done"
            let command = MachineCommand(
                token: CommandToken("\(UUID())/8"), words: ["sh", "-c", script], environment: ["NAME": secret],
                input: Array("\(secret)\n".utf8))
            let printed = Printed()
            let task = Task { try await machine.run(command, output: printed.take, errors: { _ in }) }
            await printed.wait()
            let table = ProcessTable()
            #expect(table.entries.allSatisfy { !table.commandLine(of: $0).contains(secret) })
            for case let name as String in FileManager.default.enumerator(atPath: home) ?? .init() {
                let text = FileManager.default.contents(atPath: "\(home)/\(name)").map {
                    String(decoding: $0, as: UTF8.self)
                }
                #expect(text?.contains(secret) != true, "\(name)")
            }
            FileManager.default.createFile(atPath: "\(home)/go", contents: nil)
            #expect(try await task.value == .exited(0))
            #expect(printed.text == "\(2 * secret.count + 2)\n")
        }
    }

    @Test(arguments: MachineKind.allCases)
    func filesAreReadAndWritten(_ kind: MachineKind) async throws {
        try await kind.with { make, home in
            let machine = try make()
            let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
            let path = "\(home)/deep/er/it's a file"
            try await machine.write(bytes, to: path, mode: nil, owner: nil, isPrivate: false)
            #expect(try await machine.read(path, limit: 1 << 20) == bytes)
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o644)
            try await machine.write([], to: path, mode: "600", owner: nil, isPrivate: false)
            try await machine.write([1], to: path, mode: nil, owner: nil, isPrivate: false)
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            #expect(try await machine.read(path, limit: 1) == [1])
            try await machine.write([1], to: path + ".key", mode: nil, owner: nil, isPrivate: true)
            #expect(try FileManager.default.attributesOfItem(atPath: path + ".key")[.posixPermissions] as? Int == 0o600)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: "\(home)/deep/er").sorted() == [
                    "it's a file", "it's a file.key",
                ])

            #expect(try await machine.failure { _ = try await machine.read(home + "/none", limit: 9) } == .missing)
            #expect(try await machine.failure { _ = try await machine.read(path, limit: 0) } == .tooLarge)
            #expect(
                try await machine.failure {
                    try await machine.write([1], to: home, mode: nil, owner: nil, isPrivate: false)
                } == .failed)
            #expect(
                try await machine.failure {
                    try await machine.write([1], to: path + "/x", mode: nil, owner: nil, isPrivate: false)
                }
                    == .failed)
        }
    }

    @Test(arguments: MachineKind.allCases)
    func filesAndFoldersTravel(_ kind: MachineKind) async throws {
        try await kind.with { make, home in
            let machine = try make()
            let files = FileManager.default
            let source = "\(home)/source it's"
            try files.createDirectory(atPath: "\(source)/deep", withIntermediateDirectories: true)
            try Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 * 3) }).write(
                to: URL(fileURLWithPath: "\(source)/deep/bytes"))
            try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: "\(source)/run"))
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(source)/run")
            try files.createSymbolicLink(atPath: "\(source)/link", withDestinationPath: "run")

            let target = "\(home)/a/target"
            let hash = try await machine.upload(source, to: target, mode: nil, owner: nil)
            #expect(files.contentsEqual(atPath: source, andPath: target))
            #expect(try files.attributesOfItem(atPath: "\(target)/run")[.posixPermissions] as? Int == 0o755)
            try Data("new".utf8).write(to: URL(fileURLWithPath: "\(source)/new"))
            try files.removeItem(atPath: "\(source)/link")
            #expect(try await machine.upload(source, to: target, mode: "700", owner: nil) != hash)
            #expect(files.contentsEqual(atPath: source, andPath: target), "what is not there any more goes")
            #expect(try files.attributesOfItem(atPath: target)[.posixPermissions] as? Int == 0o700)
            #expect(try files.contentsOfDirectory(atPath: "\(home)/a") == ["target"], "nothing is left over")

            // What is there already is not sent: it stays the very file.
            let file = "\(home)/file"
            _ = try await machine.upload("\(source)/new", to: file, mode: "640", owner: nil)
            let before = try files.attributesOfItem(atPath: file)[.systemFileNumber] as? Int
            _ = try await machine.upload("\(source)/new", to: file, mode: "600", owner: nil)
            #expect(try files.attributesOfItem(atPath: file)[.systemFileNumber] as? Int == before)
            #expect(try files.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
            #expect(
                try await machine.failure { _ = try await machine.upload(file, to: target, mode: nil, owner: nil) }
                    == .failed)

            let archive = "\(home)/archive"
            #expect(
                try await machine.download(target, to: archive)
                    == machine.upload(source, to: target, mode: nil, owner: nil))
            let names = try await machine.outcome("tar", "-tf", archive).output.split(separator: "\n").sorted()
            #expect(names == ["target/", "target/deep/", "target/deep/bytes", "target/new", "target/run"])
            #expect(
                try await machine.failure { _ = try await machine.download("\(home)/none", to: archive) } == .missing)
        }
    }
}

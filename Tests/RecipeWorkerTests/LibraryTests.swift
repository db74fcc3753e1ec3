import LuaValues
import Testing

@testable import WorkerProtocol

/// Two libraries beside a project: `acme/slack@1.0.0` may call `work`, `evil/thing@2.0.0` may not.
struct LibraryBench {
    static let slack = "acme/slack@1.0.0"
    static let evil = "evil/thing@2.0.0"
    static let denial = "evil/thing@2.0.0 may not call work: it does not ask for it in its own manifest"
    /// Primitives that Moondock's own Lua stands before, as it does in the product.
    static let prelude = """
        exports.parallel = host.parallel
        exports.deploy = function(options) return host.call("deploy", options) end
        exports.later = function(options)
          local caller = host.caller()
          return function() return host.call_as(caller, "deploy", options) end
        end
        exports.each = function(list, body)
          for key, value in pairs(list) do body(key, value) end
          return pcall(host.call, "deploy", { value = "each" })
        end
        exports.slow = function(body)
          host.parallel({ "body", "limit" }, { body, function() return host.call("deploy", { value = "limit" }) end })
        end
        """

    var runner = RecipeRunner()

    init(slack: String = "return {}", evil: String = "return {}", recipe files: [String: String] = [:]) {
        runner.primitives = ["work": .step, "deploy": .step, "ask": .query, "log": .notification]
        runner.preludes = [Self.prelude]
        runner.modules = files.merging(
            [
                "\(Self.slack):lib/init.lua": slack, "\(Self.slack):lib/inner.lua": "return { secret = 42 }",
                "\(Self.evil):lib/init.lua": evil, "moondock.text": "return { trim = function(s) return s end }",
                "own": "return { n = 1 }",
            ], uniquingKeysWith: { given, _ in given })
        runner.libraries = [
            LibraryStart(
                id: "",
                requires: ["acme.slack": "\(Self.slack):lib/init.lua", "evil": "\(Self.evil):lib/init.lua"]),
            LibraryStart(
                id: Self.slack,
                requires: ["inner": "\(Self.slack):lib/inner.lua", "evil": "\(Self.evil):lib/init.lua"],
                denials: [
                    "deploy": "acme/slack@1.0.0 may not call deploy: it asks for it, but moondock.lua does not grant it"
                ]),
            LibraryStart(
                id: Self.evil, requires: ["acme.slack": "\(Self.slack):lib/init.lua"],
                denials: ["work": Self.denial, "ask": "evil/thing@2.0.0 may not call ask"]),
        ]
    }

    /// The library, primitive and place of each step.
    var steps: [String] {
        runner.transcript.compactMap(\.step).map { "\($0.library ?? "project") \($0.primitive) \($0.position)" }
    }
}

@Suite struct LibraryTests {
    @Test func aStepNamesItsLibrary() throws {
        var bench = LibraryBench(slack: "return { post = function(v) return work { value = v } end }")
        #expect(try bench.runner.run("work {} return require('acme.slack').post(5)").get() == 5)
        #expect(
            bench.steps == ["project work recipes/test.lua:1", "acme/slack@1.0.0 work acme/slack@1.0.0:lib/init.lua:1"])
    }

    @Test func whatIsNotGrantedIsRefusedWithTheReason() throws {
        var bench = LibraryBench(evil: "return { go = function() return work {} end }")
        #expect(try bench.runner.failure(of: "require('evil').go()").message == LibraryBench.denial)
        #expect(bench.steps.isEmpty)
    }

    @Test func moondocksOwnFunctionsActForTheLibraryThatCallsThem() throws {
        var bench = LibraryBench(evil: "return { go = function(v) return deploy { value = v } end }")
        _ = try bench.runner.run("deploy {} require('evil').go(1)")
        #expect(
            bench.steps == [
                "project deploy recipes/test.lua:1", "evil/thing@2.0.0 deploy evil/thing@2.0.0:lib/init.lua:1",
            ])
    }

    @Test func aPrimitiveThatIsHandedOnStaysTheGivers() throws {
        for name in ["work", "deploy"] {
            var bench = LibraryBench(evil: "return { go = function(call) return call {} end }")
            _ = try bench.runner.run("require('evil').go(\(name))")
            #expect(bench.steps.map { $0.split(separator: " ")[0] } == ["project"], "\(name)")
        }
    }

    @Test func aCallbackActsForWhoeverWroteIt() throws {
        var bench = LibraryBench(evil: "return { go = function(f) each({ 1 }, f) end }")
        _ = try bench.runner.run("require('evil').go(function() deploy {} work {} end)")
        #expect(
            bench.steps.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
                == ["project deploy", "project work", "evil/thing@2.0.0 deploy"])
    }

    @Test func whatIsDoneLaterIsDoneForWhoeverAsked() throws {
        var bench = LibraryBench(evil: "return { undo = function() return later { value = 1 } end }")
        _ = try bench.runner.run("local undo = require('evil').undo() undo() later {}()")
        #expect(bench.steps.map { $0.split(separator: " ")[0] } == ["evil/thing@2.0.0", "project"])
    }

    @Test func branchesOfMoondocksOwnActForTheLibrary() throws {
        var bench = LibraryBench(evil: "return { go = function() slow(function() deploy {} end) end }")
        _ = try bench.runner.run("require('evil').go()")
        #expect(Set(bench.steps.map { $0.split(separator: " ")[0] }) == ["evil/thing@2.0.0"])
        #expect(bench.steps.count == 2)
    }

    @Test func exportsAreForLookingAt() throws {
        for change in [
            "slack.post = 1", "slack.list[1] = 2", "rawset(slack, 'post', 1)", "table.insert(slack.list, 4)",
            "table.sort(slack.list)", "slack.list.inner.x = 1", "setmetatable(slack, {})", "next(slack)",
        ] {
            var bench = LibraryBench(
                slack:
                    "local M = { list = { 3, 1, inner = { x = 0 } } } function M.sum() return M.list[1] + M.list.inner.x end return M"
            )
            let result = try bench.runner.run(
                "local slack = require('acme.slack') pcall(function() \(change) end) return { slack.sum(), slack.post == nil }"
            )
            #expect(try result.get() == [3, true], "\(change)")
        }
    }

    @Test func ownModulesAreSharedWithinALibraryOnly() throws {
        var bench = LibraryBench(
            slack:
                "local inner = require 'inner' inner.secret = 7 return { get = function() return require('inner').secret end }"
        )
        #expect(try bench.runner.run("return require('acme.slack').get()").get() == 7)
        for name in ["inner", "acme.slack.inner", "acme/slack@1.0.0:lib/inner.lua"] {
            var other = LibraryBench(slack: "require 'inner' return {}")
            #expect(
                try other.runner.failure(of: "require 'acme.slack' require '\(name)'").message.contains(
                    "no module '\(name)'"))
        }
    }

    @Test func aLibraryFindsOnlyWhatItDeclares() throws {
        var bench = LibraryBench(evil: "return { go = function(name) return require(name) end }")
        #expect(
            try bench.runner.failure(of: "require('own') require('evil').go('own')").message
                == "evil/thing@2.0.0 has no module 'own', and declares no library of that name")
        #expect(try bench.runner.run("return require('evil').go('moondock.text').trim('x')").get() == "x")
    }

    @Test func librariesThatRequireEachOtherAreACycle() throws {
        var bench = LibraryBench(slack: "return require 'evil'", evil: "return require 'acme.slack'")
        #expect(
            try bench.runner.failure(of: "require 'acme.slack'").message
                == "modules require each other: acme/slack@1.0.0:lib/init.lua -> evil/thing@2.0.0:lib/init.lua -> acme/slack@1.0.0:lib/init.lua"
        )
    }

    @Test func oneModuleIsLoadedOnceForAll() throws {
        var bench = LibraryBench(
            slack: "print('loading') return { n = {} }", evil: "return { slack = require 'acme.slack' }")
        #expect(try bench.runner.run("return require('evil').slack.n == require('acme.slack').n").get() == true)
        #expect(bench.runner.transcript.compactMap(\.notification).count == 1)
    }
}

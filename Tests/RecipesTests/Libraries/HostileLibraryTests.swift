import Foundation
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

/// A library that was granted nothing, and tries.
struct HostileLibrary: CustomTestStringConvertible, Sendable {
    enum Expectation: Sendable {
        case done
        case error(String)
        case limit(String)
    }

    let testDescription: String
    let expectation: Expectation
    let text: String

    static let all: [HostileLibrary] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../HostileLibraries").standardizedFileURL
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.sorted { $0.path < $1.path }.compactMap(HostileLibrary.init)
    }()

    private init?(file: URL) {
        guard let text = try? String(contentsOf: file, encoding: .utf8), let head = text.split(separator: "\n").first,
            head.hasPrefix("-- expect: ")
        else { return nil }
        let words = head.dropFirst("-- expect: ".count).split(separator: " ", maxSplits: 1).map(String.init)
        switch words.first {
        case "done": expectation = .done
        case "error": expectation = .error(words[1])
        case "limit": expectation = .limit(words[1])
        default: return nil
        }
        testDescription = file.deletingPathExtension().lastPathComponent
        self.text = text
    }
}

@Suite(.timeLimit(.minutes(20))) struct HostileLibraryTests {
    /// Uses the library, and then looks whether everything is still what it was.
    private static let recipe = """
        local good = require "good"
        local evil = require "evil"
        local shared = { inner = { n = 1 } }
        if type(evil) == "table" and evil.go then evil.go { shared = shared, handle = secret "token" } end
        assert(("x"):upper() == "X" and string.upper "x" == "X", "the string library was changed")
        assert(type(launch) == "function" and tostring(1) == "1" and next {} == nil, "globals were changed")
        assert(require("moondock.text").trim " x " == "x", "the standard library was changed")
        assert(require("settings").n == 1 and good.n == 1, "a module was changed")
        launch { label = "mine" }
        return "unharmed"
        """
    private static let files = [
        "moondock.lua":
            "return { libraries = { evil = { path = \"evil\", grants = { \"http https://a.example\" } }, good = { path = \"good\", grants = { \"docker.run\" } } } }",
        "lib/settings.lua": "return { n = 1 }",
        "good/moondock.lua":
            "return { name = \"good/thing\", version = \"1.0.0\", needs = { [\"docker.run\"] = \"to run\" } }",
        "good/lib/init.lua": "return { n = 1, run = function() launch { label = \"good\" } end }",
        "evil/moondock.lua": "return { name = \"evil/thing\", version = \"1.0.0\" }",
    ]

    @Test func thereAreEnoughOfThem() { #expect(HostileLibrary.all.count >= 60) }

    @Test(arguments: HostileLibrary.all)
    func aLibraryDoesOnlyWhatItWasGranted(_ library: HostileLibrary) async throws {
        // By other names, so that nothing is found before the run, where the check looks for calls.
        let hidden = "local launch, secret, environment = _ENV.launch, _ENV.secret, _ENV.environment "
        let text = library.text.contains("local _ENV") ? library.text : hidden + library.text
        let fixture = try RunFixture(Self.recipe, files: Self.files.merging(["evil/lib/init.lua": text]) { $1 })
        var limits = LuaLimits()
        limits.memory = 24 << 20
        let outcome = await fixture.run(limits: limits)
        switch library.expectation {
        case .done:
            #expect(outcome.value == "unharmed", "\(outcome)")
            #expect(fixture.world.now.performed.last == "mine")
        case .error(let text):
            #expect(outcome.diagnostic?.message.contains(text) == true, "\(outcome)")
        case .limit(let name):
            #expect(outcome.diagnostic?.code == "limit", "\(outcome)")
            #expect(outcome.diagnostic.map { "\($0)".contains(name) } == true, "\(outcome)")
        }
        #expect(!fixture.world.now.performed.contains { $0.hasPrefix("evil") }, "it had an effect")
    }
}

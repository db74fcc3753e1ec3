import DockerEngineTestSupport
import Foundation
import Testing

/// What people are told to type about libraries works.
@Suite(.timeLimit(.minutes(20))) struct LibraryHintTests {
    enum Situation: String, CaseIterable, Sendable {
        case released, notFetched, versionRaised, vendorChanged, addedTwice, newerRelease

        /// The commands that are to be told.
        var expected: Set<String> {
            switch self {
            case .released: ["add"]
            case .notFetched, .versionRaised: ["fetch"]
            case .vendorChanged: ["vendor"]
            case .addedTwice: ["update"]
            case .newerRelease: ["diff"]
            }
        }

        /// Brings a project into it; gives what it was told.
        func bring(_ shop: Workshop) async throws -> CommandOutcome {
            let published = try await shop.publish()
            guard self != .released else { return published }
            try await shop.ok("add", shop.remote, "--as", "acme.kit", "--yes")
            switch self {
            case .released: return published
            case .notFetched:
                try FileManager.default.removeItem(atPath: shop.directory.appending("cache"))
                return try await shop.moondock(["run", "main.lua"])
            case .versionRaised:
                try await shop.commit("1.1.0", greeting: "good day")
                _ = try await shop.publish()
                let manifest = try shop.read("moondock.lua").replacing("1.0.0", with: "1.1.0")
                try shop.directory.write("shop/moondock.lua", manifest)
                return try await shop.moondock(["run", "main.lua"])
            case .vendorChanged:
                try await shop.ok("vendor", "--yes")
                let vendor = shop.shop + "/vendor"
                let files = FileManager.default.enumerator(atPath: vendor)?.compactMap { $0 as? String } ?? []
                let file = try #require(files.first { $0.hasSuffix("init.lua") })
                try "return {}\n".write(toFile: "\(vendor)/\(file)", atomically: true, encoding: .utf8)
                return try await shop.moondock(["run", "main.lua"])
            case .addedTwice: return try await shop.moondock(["add", shop.remote, "--as", "acme.other", "--yes"])
            case .newerRelease:
                try await shop.commit("1.1.0", greeting: "good day")
                _ = try await shop.publish()
                return try await shop.moondock(["update"])
            }
        }
    }

    @Test(arguments: Situation.allCases)
    func whatIsSuggestedWorks(_ situation: Situation) async throws {
        let reference = try await CommandReference.load()
        try await Workshop.with { shop in
            let shown = try await situation.bring(shop)
            let commands = Set(SuggestedCommand.all(in: shown.output + "\n" + shown.errors, reference))
            #expect(situation.expected.isSubset(of: Set(commands.map(\.name))), "\(commands) in \(shown)")
            for command in commands {
                let asks = ["add", "update", "fetch", "vendor"].contains(command.name)
                let outcome = try await shop.moondock(command.words + (asks ? ["--yes"] : []))
                #expect(outcome.code == 0, "\(command): \(outcome)\nsuggested by \(shown)")
            }
            #expect(try await shop.moondock(["run", "main.lua"]).code == 0, "the project runs again")
        }
    }
}

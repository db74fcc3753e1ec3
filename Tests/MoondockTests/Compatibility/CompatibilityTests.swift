import DockerEngineTestSupport
import Foundation
import Testing

/// What works on the engine that the tests have, held against what `moondock docs engines` says of it.
///
/// `make compat ENGINE=…` tries another engine, and notes what was seen.
@Suite(.timeLimit(.minutes(30))) struct CompatibilityTests {
    @Test func whatTheTableSaysOfThisEngineIsSo() async throws {
        let row = try await EngineFixture.with { try await EngineTable.Row($0.engine) }
        let seen = try await withThrowingTaskGroup(of: (Int, EngineTable.Row.Feature?).self) { group in
            for (number, feature) in EngineFeature.all.enumerated() {
                group.addTask { (number, try await look(at: feature)) }
            }
            var found: [Int: EngineTable.Row.Feature] = [:]
            for try await (number, feature) in group { found[number] = feature }
            return EngineFeature.all.indices.compactMap { found[$0] }
        }
        // What is wrong has been recorded, and belongs into no table.
        guard seen.count == EngineFeature.all.count else { return }
        var noted = row
        noted.features = seen
        for feature in seen { print(feature.lacks.map { "✗ \(feature.feature): \($0)" } ?? "✓ \(feature.feature)") }
        var table = try EngineTable()
        if ProcessInfo.processInfo.environment["MOONDOCK_TEST_COMPAT"] == "write" { return try table.note(noted) }
        // An engine that was never tried has nothing to be held against.
        if let known = table.row(like: noted) { #expect(known.features == seen) }
    }

    /// All engines of the table were tried with the features there are now.
    @Test func theTableKnowsEveryFeature() throws {
        for row in try EngineTable().rows {
            #expect(row.features.map(\.feature) == EngineFeature.all.map(\.name), "\(row.engine), \(row.storage)")
        }
    }

    @Test func thePageShowsTheTable() async throws {
        let rows = try EngineTable().rows
        try await SampleProject.with { project in
            let page = try await project.moondock("docs", "engines")
            #expect(page.code == 0, "\(page)")
            for row in rows { #expect(page.output.contains("\(row.engine), \(row.storage)"), "\(page)") }
            for feature in rows.flatMap(\.features) {
                #expect(page.output.contains("  \(feature.feature)\n"), "\(page)")
                if let lack = feature.lacks { #expect(page.output.contains(lack), "\(page)") }
            }
        }
    }

    /// Tries one feature; nil where something is wrong, which is recorded.
    private func look(at feature: EngineFeature) async throws -> EngineTable.Row.Feature? {
        do {
            try await SampleProject.with { try await feature.attempt($0) }
            return EngineTable.Row.Feature(feature: feature.name, lacks: nil)
        } catch let lack as EngineFeature.Lack {
            return EngineTable.Row.Feature(feature: feature.name, lacks: lack.reason)
        } catch {
            Issue.record("\(feature.name): \(error)")
            return nil
        }
    }
}

import Crypto
import Foundation
import LuaSyntax
import RecipeLibraries
import Synchronization

/// Choosing the versions of very many libraries.
struct LibraryResolution: Benchmark {
    let name = "libraries.resolution"
    let summary = "reading the manifests of 500 libraries that use five others each, and choosing their versions"
    static let count = 500

    func measure(in suite: Suite) async throws -> [Figure] {
        let manifests = (0..<Self.count).map { number in
            let dependencies = (1...5).map { step in
                let other = (number * 7 + step * 131) % Self.count
                return """
                        ["acme.l\(other)"] = { git = "https://git.example.com/acme/l\(other)", version = "1.\(step).0" },
                    """
            }
            return """
                return {
                  name = "acme/l\(number)", version = "1.5.0", summary = "One of many", license = "MIT",
                  exports = { "init", "format" },
                  needs = { ["http https://hooks.example.com"] = "to post messages" },
                  libraries = {
                \(dependencies.joined(separator: "\n"))
                  },
                }
                """
        }
        let wishes = (0..<20).map { number in
            VersionSelection.Candidate(.git("https://git.example.com/acme/l\(number * 25)"), LibraryVersion(1, 0, 0))
        }
        var ours: [Double] = []
        var floors: [Double] = []
        for _ in 0..<suite.runs(21) {
            let start = ContinuousClock.now
            let chosen = try await choose(wishes, manifests)
            ours.append((ContinuousClock.now - start).inSeconds)
            precondition(chosen == Self.count, "\(chosen) libraries were chosen")
            let hashing = ContinuousClock.now
            for manifest in manifests { _ = SHA256.hash(data: Data(manifest.utf8)) }
            floors.append((ContinuousClock.now - hashing).inSeconds)
        }
        return [Figure("wall time", .seconds, ours, floor: ("SHA-256 of the manifests", floors))]
    }

    private func choose(_ wishes: [VersionSelection.Candidate], _ manifests: [String]) async throws -> Int {
        // As fetching does: each library is read once, however many request it.
        let read = Mutex<[LibrarySource: LibraryManifest]>([:])
        return try await VersionSelection(wishes) { choice in
            let number = Int(choice.source.description.split(separator: "/l").last ?? "") ?? 0
            let manifest =
                try read.withLock { $0[choice.source] }
                ?? LibraryManifest(LuaSource(name: "moondock.lua", text: manifests[number]))
            read.withLock { $0[choice.source] = manifest }
            return manifest.libraries.compactMap { dependency in
                dependency.version.map { VersionSelection.Candidate(dependency.source, $0) }
            }
        }.versions.count
    }
}

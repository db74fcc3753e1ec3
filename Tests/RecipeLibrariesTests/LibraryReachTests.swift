import Testing

@testable import RecipeLibraries

@Suite struct LibraryReachTests {
    /// A library that requires others by their ids, with what it requests and what it is granted.
    private func library(
        _ id: String, requires: [String] = [], needs: [String] = [], grants: [String]? = nil
    ) throws -> PinnedLibrary {
        PinnedLibrary(
            id: id, source: .path(id), tree: TreeHash(of: [:]), exports: [],
            needs: Dictionary(uniqueKeysWithValues: try needs.map { (try Grant($0), "x") }),
            grants: try (grants ?? needs).map { try Grant($0) },
            aliases: Dictionary(uniqueKeysWithValues: requires.map { ($0, $0) }), files: [:])
    }

    private func set(_ libraries: [PinnedLibrary], guardsReach: Bool = true) -> LibrarySet {
        LibrarySet(
            libraries: Dictionary(uniqueKeysWithValues: libraries.map { ($0.id, $0) }),
            aliases: Dictionary(uniqueKeysWithValues: libraries.map { ("my.\($0.id)", $0.id) }),
            guardsReach: guardsReach)
    }

    @Test func reachIsWhatOthersMayDo() throws {
        let set = set([
            try library("a", requires: ["b"]), try library("b", requires: ["c"], needs: ["approval"]),
            try library("c", needs: ["docker.run", "http https://x.example"], grants: ["docker.run web-*"]),
        ])
        #expect(set.reach(of: "a").map(\.description) == ["approval through b", "docker.run web-* through b, c"])
        #expect(set.reach(of: "b").map(\.description) == ["docker.run web-* through c"])
        #expect(set.reach(of: "c").isEmpty && set.reach(of: "none").isEmpty)
    }

    @Test func eachStepOfTheWayIsGranted() throws {
        let middle = try library("b", requires: ["c"], grants: ["through my.c"])
        let end = try library("c", needs: ["approval"])
        func missing(_ grants: [String], guardsReach: Bool = true) throws -> [String] {
            set([try library("a", requires: ["b"], grants: grants), middle, end], guardsReach: guardsReach)
                .missingPassages(of: "a").map(\.description)
        }
        #expect(
            try missing([]) == [
                "a can reach approval through b, c, and moondock.lua does not grant it 'through my.b'"
            ])
        #expect(try missing(["through my.b"]).isEmpty)
        #expect(try missing(["through b", "through my.c", "through my.a"]).count == 1)
        #expect(try missing([], guardsReach: false).isEmpty)
        let bare = set([try library("b", requires: ["c"]), end])
        #expect(bare.missingPassages(of: "b").first?.grant?.description == "through my.c")
    }

    @Test func whatOnlyComputesTakesNoGrant() throws {
        let set = set([
            try library("a", requires: ["b"]), try library("b", needs: ["approval"], grants: []),
        ])
        #expect(set.missingPassages(of: "a").isEmpty && set.reach(of: "a").isEmpty)
    }

    @Test func circlesEnd() throws {
        let set = set([
            try library("a", requires: ["b"], needs: ["approval"]), try library("b", requires: ["a", "b"]),
        ])
        #expect(set.reach(of: "a").isEmpty && set.missingPassages(of: "a").isEmpty)
        #expect(set.missingPassages(of: "b").map(\.next) == ["a"])
    }

    @Test func whatTheProjectDoesNotNameCannotBeGranted() throws {
        let libraries = [try library("a", requires: ["b"]), try library("b", needs: ["approval"])]
        let set = LibrarySet(
            libraries: Dictionary(uniqueKeysWithValues: libraries.map { ($0.id, $0) }), aliases: ["a": "a"])
        #expect(
            set.missingPassages(of: "a").map(\.description) == [
                "a can reach approval through b, and moondock.lua names no library b"
            ])
    }
}

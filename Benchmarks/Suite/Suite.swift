import Foundation

/// What all benchmarks share: the product's binaries, a folder, the floors, an engine.
struct Suite: Sendable {
    /// The folder that holds moondock and moondock-worker.
    let binaries: URL
    /// A folder that is removed at the end, on the disk that is measured.
    let scratch: URL
    let engine: SuiteEngine
    let floors: Floors
    private let runs: Int?
    private let isShort: Bool

    init(binaries: URL, scratch: URL, engine: SuiteEngine, runs: Int?, isShort: Bool) async throws {
        self.binaries = binaries
        self.scratch = scratch
        self.engine = engine
        self.runs = runs ?? (isShort ? 1 : nil)
        self.isShort = isShort
        floors = try await Floors(in: scratch)
    }

    /// How much to do: all of it, or a hundredth where it is only to be seen that it can be measured.
    func amount(_ whole: Int) -> Int { isShort ? max(1, whole / 100) : whole }

    /// How often to measure.
    func runs(_ own: Int) -> Int { runs ?? own }

    /// The path of one of the product's binaries.
    func binary(_ name: String) throws -> String {
        let path = binaries.appendingPathComponent(name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Skipped("there is no \(path); build it, or name its folder with --binaries")
        }
        return path
    }

    /// A new folder.
    func folder(_ name: String) throws -> URL {
        let folder = scratch.appendingPathComponent("\(name)-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A new project with one recipe.
    func project(_ recipe: String, named name: String = "recipe.lua") throws -> URL {
        let folder = try folder("project")
        try "return { moondock = \"1.0\" }\n".write(
            to: folder.appendingPathComponent("moondock.lua"), atomically: false, encoding: .utf8)
        try recipe.write(to: folder.appendingPathComponent(name), atomically: false, encoding: .utf8)
        return folder
    }
}

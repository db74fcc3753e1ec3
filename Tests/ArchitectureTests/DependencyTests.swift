import Testing

/// Dependencies point one way: what knows more of deployments uses what knows less, and never the other way round.
@Suite struct DependencyTests {
    /// The targets, those first that others stand on. Those of one line know nothing of each other unless the manifest
    /// of the package says so, which it may in the order in which they stand.
    static let layers: [[String]] = [
        ["CLuaBridge", "CFileSystem", "CProcesses", "CWorkerProcess"],
        [
            "ConfigurationFiles", "LuaValues", "RootedFiles", "TextFormats", "TextSafety", "Threads", "LuaSyntax",
            "StandardLibrary",
        ],
        ["Processes", "LuaRuntime", "WorkerProtocol", "Journal", "RecipeLibraries"],
        [
            "WorkerHost", "WorkerRuntime", "ContainerRegistry", "DatabaseBackup", "SQLiteJournal", "MemoryJournal",
            "Machines",
        ],
        ["DockerEngine", "LibrarySources"],
        ["Recipes"],
        ["Primitives", "RunReports"],
        ["Console"],
        ["moondock-worker", "moondock"],
    ]

    private static let sources = Result { try PackageSources() }

    private static func rank(of target: String) -> Int? { layers.firstIndex { $0.contains(target) } }

    @Test func everyTargetStandsOnLowerOnes() throws {
        let sources = try Self.sources.get()
        for (target, names) in sources.dependencies.sorted(by: { $0.key < $1.key }) {
            guard let rank = Self.rank(of: target) else { continue }
            for name in names.sorted() {
                guard let other = Self.rank(of: name) else { continue }
                #expect(other < rank, "\(target) depends on \(name), which does not lie below it")
            }
        }
        for target in Self.layers.joined() {
            #expect(sources.dependencies[target] != nil, "Package.swift has no target \(target)")
        }
    }

    /// The manifest names what a target stands on before the target itself.
    @Test func targetsNameOnlyThoseAboveThem() throws {
        let sources = try Self.sources.get()
        for (place, target) in sources.targets.enumerated() {
            let below = sources.dependencies[target, default: []].intersection(sources.targets[place...])
            #expect(below.isEmpty, "\(target) names \(below.sorted()), which Package.swift has further below")
        }
    }

    /// A module that another one brings along can be imported without being named in the manifest.
    @Test func nothingIsImportedFromAbove() throws {
        let sources = try Self.sources.get()
        for target in Self.layers.joined() {
            guard let rank = Self.rank(of: target) else { continue }
            for file in try sources.files(of: target) {
                for name in file.imports.sorted() {
                    guard let other = Self.rank(of: name) else { continue }
                    #expect(other < rank, "\(file.path) imports \(name), which does not lie below \(target)")
                }
            }
        }
    }

    /// What clients of one kind of thing do, they do without knowing of recipes, runs and each other.
    @Test func clientsKnowNothingOfRuns() throws {
        let sources = try Self.sources.get()
        for target in [
            "DockerEngine", "DatabaseBackup", "ContainerRegistry", "LibrarySources", "Processes", "RootedFiles",
            "ConfigurationFiles", "Machines",
        ] {
            for file in try sources.files(of: target) {
                let wrong = file.imports.intersection(["Recipes", "Journal", "Primitives", "Console"])
                #expect(wrong.isEmpty, "\(file.path) imports \(wrong.sorted())")
            }
        }
    }
}

// swift-tools-version:6.1
import PackageDescription

// Arrows between targets point one way only: a target may name those above it in this file, never below.
let settings: [SwiftSetting] = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The libraries that come with Moondock, each a folder of `stdlib`.
let standardLibraries = [
    "caddy", "frontdoor", "haproxy", "semver", "slack", "switch", "table", "text", "time", "webhook",
]

let package = Package(
    name: "moondock",
    products: [
        .executable(name: "moondock", targets: ["moondock"]),
        .executable(name: "moondock-worker", targets: ["moondock-worker"]),
        .library(name: "LuaRuntime", targets: ["LuaRuntime", "LuaValues"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Layer 1: C
        .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        // Optimised in debug builds, too: recipes run on it in all tests.
        .target(
            name: "CLuaBridge", dependencies: ["CLua"],
            cSettings: [.headerSearchPath("."), .unsafeFlags(["-O2"], .when(configuration: .debug))]),
        .target(name: "CWorkerProcess"),
        .target(name: "CFileSystem"),
        .target(name: "CProcesses"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Shared nouns
        .target(name: "LuaValues", swiftSettings: settings),
        .target(name: "TextFormats", swiftSettings: settings),
        .target(
            name: "TextSafety", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        .target(name: "RootedFiles", dependencies: ["CFileSystem"], swiftSettings: settings),
        .target(name: "ConfigurationFiles", swiftSettings: settings),

        // Layer 2: modules that know nothing of each other
        .target(name: "Threads", swiftSettings: settings),
        .target(name: "Processes", dependencies: ["CProcesses", "Threads"], swiftSettings: settings),
        .target(name: "WorkerProtocol", dependencies: ["LuaValues"], swiftSettings: settings),
        .target(
            name: "WorkerHost", dependencies: ["LuaValues", "Processes", "Threads", "WorkerProtocol"],
            swiftSettings: settings),
        // The worker. Nothing of the host stands on these, since they bring Lua along.
        .target(name: "LuaRuntime", dependencies: ["CLuaBridge", "LuaValues"], swiftSettings: settings),
        .target(
            name: "WorkerRuntime",
            dependencies: ["CWorkerProcess", "LuaRuntime", "LuaValues", "Processes", "WorkerProtocol"],
            swiftSettings: settings),
        .executableTarget(
            name: "moondock-worker", dependencies: ["Processes", "WorkerRuntime"], swiftSettings: settings),
        .target(
            name: "Journal", dependencies: ["TextFormats", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        // Each a store of runs; the command line names the one it uses in one place.
        .target(name: "MemoryJournal", dependencies: ["Journal"], swiftSettings: settings),
        .target(
            name: "SQLiteJournal", dependencies: ["Journal", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),
        .target(
            name: "ContainerRegistry",
            dependencies: [
                "Processes", "TextFormats", "TextSafety",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "Machines",
            dependencies: [
                "Processes", "TextFormats", "Threads", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "DockerEngine",
            dependencies: [
                "ContainerRegistry", "TextFormats",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "DatabaseBackup",
            dependencies: [
                "Processes", "TextFormats", "TextSafety", "Threads",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .executableTarget(name: "embed-libraries", swiftSettings: settings),
        .plugin(
            name: "EmbedLibraries", capability: .buildTool(), dependencies: ["embed-libraries"],
            path: "Sources/EmbedLibraries"),
        .target(
            name: "StandardLibrary", path: "stdlib", exclude: standardLibraries,
            resources: [.embedInCode("prelude")], swiftSettings: settings, plugins: ["EmbedLibraries"]),

        .target(name: "LuaSyntax", swiftSettings: settings),
        .target(
            name: "RecipeLibraries",
            dependencies: [
                "LuaSyntax", "TextFormats", "TextSafety", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),

        .target(
            name: "LibrarySources",
            dependencies: [
                "ContainerRegistry", "CZlib", "LuaSyntax", "Processes", "RecipeLibraries", "TextFormats", "TextSafety",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),

        // Layer 3: the heart
        .target(
            name: "Recipes",
            dependencies: [
                "Journal", "LuaSyntax", "LuaValues", "RecipeLibraries", "RootedFiles", "StandardLibrary", "TextFormats",
                "TextSafety", "WorkerHost", "WorkerProtocol",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),

        // Layer 4: effects
        .target(
            name: "Primitives",
            dependencies: [
                "ConfigurationFiles", "DatabaseBackup", "DockerEngine", "LuaValues", "Machines", "Processes",
                "RecipeLibraries", "Recipes", "RootedFiles", "TextFormats", "TextSafety", "Threads", "WorkerProtocol",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings),

        // Layer 5: what people see
        .target(
            name: "RunReports", dependencies: ["Journal", "LuaValues", "Recipes", "TextSafety", "WorkerProtocol"],
            swiftSettings: settings),
        .target(
            name: "Console", dependencies: ["LuaValues", "Recipes", "RunReports", "TextSafety", "WorkerProtocol"],
            swiftSettings: settings),

        // Layer 6: the executable
        .executableTarget(
            name: "moondock",
            dependencies: [
                "Console", "LibrarySources", "LuaValues", "Primitives", "Processes", "RootedFiles", "RunReports",
                "SQLiteJournal",
                "TextSafety", "WorkerProtocol",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [.embedInCode("Docs/engines.json")], swiftSettings: settings),

        // Measurements, each beside a named floor
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "DockerEngine", "Journal", "LuaRuntime", "LuaSyntax", "LuaValues", "RecipeLibraries",
                "SQLiteJournal", "StandardLibrary", "WorkerHost", "WorkerProtocol",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            path: "Benchmarks", resources: [.embedInCode("floor")], swiftSettings: settings),

        // Test support and tests
        .target(
            name: "DatabaseTestSupport", dependencies: [.product(name: "Subprocess", package: "swift-subprocess")],
            swiftSettings: settings),
        .target(
            name: "DockerEngineTestSupport",
            dependencies: ["DockerEngine", .product(name: "Subprocess", package: "swift-subprocess")],
            swiftSettings: settings),
        .target(name: "MachineTestSupport", dependencies: ["Machines", "Processes"], swiftSettings: settings),
        .target(name: "JournalTestSupport", dependencies: ["Journal"], swiftSettings: settings),
        .target(name: "RandomTestSupport", swiftSettings: settings),
        .executableTarget(
            name: "crash-subject",
            dependencies: ["JournalTestSupport", "LuaValues", "Primitives", "Recipes", "SQLiteJournal"],
            path: "Tests/CrashSubject", swiftSettings: settings),
        .executableTarget(name: "worker-probe", dependencies: ["CWorkerProcess"], path: "Tests/WorkerProbe"),
        .testTarget(
            name: "ArchitectureTests", dependencies: ["moondock", "moondock-worker"], swiftSettings: settings),
        .testTarget(
            name: "TextSafetyTests", dependencies: ["RandomTestSupport", "TextSafety"], swiftSettings: settings),
        .testTarget(
            name: "ProcessesTests", dependencies: ["Processes", "moondock-worker"], swiftSettings: settings),
        .testTarget(
            name: "MachinesTests", dependencies: ["MachineTestSupport", "Machines", "Processes"],
            swiftSettings: settings),
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: settings),
        .testTarget(
            name: "LuaRuntimeTests", dependencies: ["LuaRuntime", "LuaValues", "RandomTestSupport"],
            exclude: ["Differential"], swiftSettings: settings),
        .testTarget(name: "RootedFilesTests", dependencies: ["RootedFiles"], swiftSettings: settings),
        .testTarget(
            name: "ConfigurationFilesTests", dependencies: ["ConfigurationFiles", "RandomTestSupport"],
            exclude: ["Corpus"], swiftSettings: settings),
        .testTarget(
            name: "LuaSyntaxTests", dependencies: ["LuaSyntax", "RandomTestSupport"], swiftSettings: settings),
        .testTarget(
            name: "RecipeLibrariesTests", dependencies: ["LuaSyntax", "RandomTestSupport", "RecipeLibraries"],
            swiftSettings: settings),
        .testTarget(
            name: "RecipeWorkerTests",
            dependencies: [
                "LuaRuntime", "LuaValues", "RandomTestSupport", "WorkerHost", "WorkerProtocol", "WorkerRuntime",
                "moondock-worker", "worker-probe",
            ],
            exclude: ["Hostile"], swiftSettings: settings),
        .target(name: "PowerLoss", path: "Tests/PowerLoss", linkerSettings: [.linkedLibrary("sqlite3")]),
        .testTarget(name: "JournalTests", dependencies: ["Journal"], swiftSettings: settings),
        .testTarget(
            name: "JournalConformanceTests",
            dependencies: ["Journal", "JournalTestSupport", "MemoryJournal", "SQLiteJournal"],
            swiftSettings: settings),
        .testTarget(
            name: "SQLiteJournalTests",
            dependencies: [
                "Journal", "JournalTestSupport", "PowerLoss", "SQLiteJournal",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ContainerRegistryTests",
            dependencies: [
                "ContainerRegistry", "DockerEngineTestSupport", "RandomTestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "LibrarySourcesTests",
            dependencies: [
                "ContainerRegistry", "DockerEngineTestSupport", "LibrarySources", "LuaSyntax", "RandomTestSupport",
                "RecipeLibraries",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "DockerEngineTests",
            dependencies: [
                "DockerEngine", "DockerEngineTestSupport", "RandomTestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "DatabaseBackupTests",
            dependencies: [
                "DatabaseBackup", "DatabaseTestSupport", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RecipesTests",
            dependencies: [
                "Journal", "JournalTestSupport", "LuaSyntax", "LuaValues", "RandomTestSupport", "RecipeLibraries",
                "Recipes", "SQLiteJournal", "StandardLibrary", "WorkerHost", "WorkerProtocol", "WorkerRuntime",
                "crash-subject", "moondock-worker", "worker-probe",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["HostileLibraries"], swiftSettings: settings),
        .testTarget(
            name: "PrimitivesTests",
            dependencies: [
                "DockerEngine", "DockerEngineTestSupport", "Journal", "LuaValues", "Primitives", "RandomTestSupport",
                "RecipeLibraries", "Recipes", "RootedFiles", "WorkerProtocol",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ConsoleTests", dependencies: ["Console", "Journal", "LuaValues", "RunReports", "WorkerProtocol"],
            exclude: ["Golden"],
            swiftSettings: settings),
        .testTarget(
            name: "MoondockTests",
            dependencies: [
                "ContainerRegistry", "DatabaseTestSupport", "DockerEngine", "DockerEngineTestSupport", "Journal",
                "LuaValues", "MachineTestSupport", "Primitives", "RandomTestSupport", "Recipes", "SQLiteJournal",
                "moondock", "moondock-worker",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["EarlierJournal"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

// `make fuzz`: apart from the rest, since only it needs libFuzzer. The flags instrument the C and Swift that is fuzzed.
if Context.environment["MOONDOCK_FUZZING"] != nil {
    package.targets += [
        .target(
            name: "RecipeFuzzing", dependencies: ["LuaValues", "RandomTestSupport", "WorkerProtocol", "WorkerRuntime"],
            path: "Tests/Fuzzing/Harness", swiftSettings: settings),
        .executableTarget(
            name: "recipe-fuzzer", dependencies: ["RecipeFuzzing"], path: "Tests/Fuzzing/Driver",
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
    ]
}

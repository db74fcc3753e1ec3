import Foundation
import Testing

/// Secrets, the journal and all effects are in a process that has no Lua in it.
@Suite struct HostWithoutLuaTests {
    /// The targets that bring Lua along.
    static let lua: Set = ["CLua", "CLuaBridge", "LuaRuntime", "WorkerRuntime"]
    /// All that is part of the host.
    static let host = DependencyTests.layers.joined().filter { !lua.contains($0) && $0 != "moondock-worker" }

    @Test func nothingOfTheHostReachesLua() throws {
        let sources = try PackageSources()
        for target in Self.host {
            let reached = sources.reached(from: target).intersection(Self.lua)
            #expect(reached.isEmpty, "\(target) stands on \(reached.sorted())")
            for file in try sources.files(of: target) {
                let imported = file.imports.intersection(Self.lua)
                #expect(imported.isEmpty, "\(file.path) imports \(imported.sorted())")
            }
        }
        #expect(sources.reached(from: "moondock-worker").isSuperset(of: Self.lua))
    }

    @Test func theProgramIsNotLinkedWithLua() throws {
        let lua =
            try ["liblua", "lua_", "luaL_", "luaopen_", "$s10LuaRuntime", "$s13WorkerRuntime"]
            + Self.functionsOfTheBridge()
        let host = try ProgramNames(of: "moondock")
        #expect(host.names(beginningWith: lua) == [])
        // Else nothing would be found anywhere.
        #expect(host.names(beginningWith: ["mdl_start"]).contains("mdl_start"))
        #expect(
            try ProgramNames(of: "moondock-worker").names(beginningWith: lua).isSuperset(of: [
                "mdl_vm_create", "lua_error",
            ]))
    }

    private static func functionsOfTheBridge() throws -> Set<String> {
        let header = PackageSources.root.appendingPathComponent("Sources/CLuaBridge/include/CLuaBridge.h")
        let text = try String(contentsOf: header, encoding: .utf8)
        let names = Set(text.matches(of: /\b(mdl_\w+)\(/).map { String($0.1) })
        try #require(names.contains("mdl_vm_create"))
        return names
    }
}

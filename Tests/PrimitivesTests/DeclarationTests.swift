import Primitives
import Recipes
import Testing

@Suite struct DeclarationTests {
    static let declarations = StandardPrimitives.all().map(\.declaration)

    @Test(arguments: declarations.map(\.name))
    func everyOptionIsDocumented(_ name: String) throws {
        let declaration = try #require(Self.declarations.first { $0.name == name })
        #expect(declaration.summary.hasSuffix("."), "\(name) is summed up in a sentence")
        for option in declaration.options {
            #expect(!option.help.isEmpty, "\(name).\(option.key) says what it is for")
            #expect(option.key == option.key.lowercased(), "\(name).\(option.key) is written like the others")
        }
        #expect(Set(declaration.options.map(\.key)).count == declaration.options.count, "\(name) declares each once")
    }

    @Test(arguments: declarations.compactMap { declaration in declaration.positional.map { (declaration.name, $0) } })
    func thePositionalOptionExists(_ name: String, _ positional: String) throws {
        let declaration = try #require(Self.declarations.first { $0.name == name })
        #expect(declaration.options.contains { $0.key == positional })
    }

    @Test func theFixedNamesAreThere() {
        let names = Set(Self.declarations.map(\.name))
        #expect(names.isSuperset(of: ["backup_db", "docker_build", "docker_run", "wait_for_approval"]))
        #expect(names.count == Self.declarations.count, "no name is declared twice")
    }
}

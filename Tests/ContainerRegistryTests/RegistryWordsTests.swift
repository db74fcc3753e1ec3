import NIOHTTP1
import Testing

@testable import ContainerRegistry

/// What a registry says of a failure, where it says anything.
@Suite struct RegistryWordsTests {
    private func message(_ body: String) throws -> String {
        let url = try #require(RegistryURL(registry: "r.example"))
        let answer = RegistryAnswer(status: 500, headers: [:], body: Array(body.utf8), url: url)
        let request = RegistryRequest(.GET, url, operation: "ask")
        return RegistryError.answer(answer, to: request, registry: "r.example", asker: .nobody).message
    }

    @Test(arguments: [
        "", " ", "<html>", #"{"message":""}"#, #"{"errors":[{"code":"","message":" "}]}"#, #"{"errors":[]}"#,
    ])
    func nothingIsQuotedOfOneThatSaysNothing(_ body: String) throws {
        #expect(try message(body).contains("(status 500)"))
    }

    @Test func whatItSaysIsQuoted() throws {
        #expect(try message(#"{"errors":[{"code":"UNKNOWN","message":""}]}"#).contains("(500: UNKNOWN)"))
        #expect(try message(#"{"errors":[{"code":"UNKNOWN","message":"oh"}]}"#).contains("(500: UNKNOWN: oh)"))
    }
}

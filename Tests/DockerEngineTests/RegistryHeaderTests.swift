import Foundation
import Testing

@testable import DockerEngine

@Suite struct RegistryHeaderTests {
    private func decoded<Value: Decodable>(_ header: String, as type: Value.Type = Value.self) throws -> Value {
        let base64 = header.replacing("-", with: "+").replacing("_", with: "/")
        return try JSONDecoder().decode(Value.self, from: try #require(Data(base64Encoded: base64)))
    }

    @Test func nobodyIsAnEmptyObject() {
        #expect(RegistryCredentials.header(RegistryCredentials?.none) == "e30=")
    }

    @Test func passwordsAndTokensHaveTheirOwnKeys() throws {
        let user = RegistryCredentials(username: "me", password: "pass:word", server: "r.example:5000")
        let token = RegistryCredentials(identityToken: "t", server: "r.example")
        #expect(
            try decoded(RegistryCredentials.header(user))
                == ["username": "me", "password": "pass:word", "serveraddress": "r.example:5000"])
        #expect(
            try decoded(RegistryCredentials.header(token)) == ["identitytoken": "t", "serveraddress": "r.example"])
        #expect(
            try decoded(RegistryCredentials.header(["a": token]))
                == ["a": ["identitytoken": "t", "serveraddress": "r.example"]])
    }
}

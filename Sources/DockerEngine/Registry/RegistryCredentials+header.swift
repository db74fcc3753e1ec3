import ContainerRegistry
import Foundation

extension RegistryCredentials {
    private struct Payload: Encodable {
        var username: String?
        var password: String?
        var identitytoken: String?
        var serveraddress: String
    }

    private var payload: Payload {
        switch secret {
        case .password(let password): Payload(username: username, password: password, serveraddress: server)
        case .identityToken(let token): Payload(identitytoken: token, serveraddress: server)
        }
    }

    /// The value of `X-Registry-Auth`.
    static func header(_ credentials: RegistryCredentials?) -> String {
        guard let credentials else { return base64URL(Data("{}".utf8)) }
        return base64URL((try? encoder.encode(credentials.payload)) ?? Data())
    }

    /// The value of `X-Registry-Config`: credentials for several registries by their names.
    static func header(_ credentials: [String: RegistryCredentials]) -> String {
        base64URL((try? encoder.encode(credentials.mapValues(\.payload))) ?? Data())
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// RFC 4648 §5, with padding, as the engine expects it.
    private static func base64URL(_ data: Data) -> String {
        String(data.base64EncodedString().map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}

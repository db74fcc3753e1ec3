import Foundation
import NIOHTTP1

/// What a registry wants to see before it answers, found out by asking and kept while it holds.
/// https://distribution.github.io/distribution/spec/auth/token/
actor RegistryAuthorization {
    private struct Scope: Hashable {
        let repository: String
        let access: RegistryRequest.Access
    }

    private let transport: RegistryTransport
    private let authentication: RegistryAuthentication
    private var headers: [Scope: String] = [:]

    init(_ transport: RegistryTransport, _ authentication: RegistryAuthentication) {
        self.transport = transport
        self.authentication = authentication
    }

    /// The value of `Authorization` for a repository, as far as it is known.
    func header(_ repository: String, _ access: RegistryRequest.Access) -> String? {
        headers[Scope(repository: repository, access: access)]
    }

    /// Who asks.
    func asker() async throws -> Asker { Asker(try await authentication.login(for: transport.registry)) }

    /// Logs in as a registry asked. Two requests that are turned away at once log in each for themselves; either answer holds.
    /// - Returns: the value of `Authorization`; `nil` where there is nothing to show.
    func logIn(_ repository: String, after answer: RegistryAnswer, to request: RegistryRequest) async throws -> String?
    {
        let login = try await authentication.login(for: transport.registry)
        let credentials = login.credentials
        let challenges = AuthenticationChallenge.parse(answer.headers["WWW-Authenticate"])
        let header: String?
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }) {
            header = try await token(bearer, repository, login, request).map { "Bearer \($0)" }
        } else if challenges.contains(where: { $0.scheme == "basic" }) {
            header = credentials.flatMap(Self.basic)
        } else {
            header = nil
        }
        headers[Scope(repository: repository, access: request.access)] = header
        return header
    }

    private static func basic(_ credentials: RegistryCredentials) -> String? {
        guard case .password(let password) = credentials.secret else { return nil }
        return "Basic " + Data("\(credentials.username):\(password)".utf8).base64EncodedString()
    }

    private struct Token: Decodable {
        let token: String?
        let accessToken: String?

        private enum CodingKeys: String, CodingKey {
            case token
            case accessToken = "access_token"
        }
    }

    private func token(
        _ challenge: AuthenticationChallenge, _ repository: String, _ login: StoredLogin, _ request: RegistryRequest
    ) async throws -> String? {
        let credentials = login.credentials
        var parameters = [(name: "scope", value: "repository:\(repository):\(request.access.rawValue)")]
        if let service = challenge.parameters["service"] { parameters.append(("service", service)) }
        guard let place = challenge.parameters["realm"].flatMap({ request.url.resolving($0) }) else {
            throw RegistryError(
                .invalidAnswer, operation: request.operation,
                message: "it names no place to log in that can be used, or one that is not encrypted",
                registry: transport.registry)
        }
        var question: RegistryRequest
        if case .identityToken(let token)? = credentials?.secret {
            question = RegistryRequest(.POST, place, operation: request.operation)
            let form =
                parameters + [("grant_type", "refresh_token"), ("client_id", "moondock"), ("refresh_token", token)]
            question.body = Array(form.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&").utf8)
            question.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        } else {
            guard let url = place.adding(parameters) else { return nil }
            question = RegistryRequest(.GET, url, operation: request.operation)
            if let basic = credentials.flatMap(Self.basic) { question.headers.add(name: "Authorization", value: basic) }
        }
        let answer = try await transport.send(question)
        guard answer.isSuccess, let found = try? JSONDecoder().decode(Token.self, from: Data(answer.body)) else {
            throw RegistryError.answer(
                answer, to: question, registry: transport.registry, asker: Asker(login))
        }
        return found.token ?? found.accessToken
    }
}

import DockerEngineTestSupport
import Foundation
import Synchronization
import Testing

@testable import ContainerRegistry

/// How registries are spoken to: who is shown credentials, and what is believed.
@Suite(.timeLimit(.minutes(10))) struct RegistryClientTests {
    /// A client whose user has logged in at a registry.
    private func client(_ address: String, in directory: TemporaryDirectory) throws -> RegistryClient {
        let secret = Data("dana:s3cret".utf8).base64EncodedString()
        try directory.write("config.json", #"{"auths":{"\#(address)":{"auth":"\#(secret)"}}}"#)
        var options = RegistryOptions()
        options.firstDelay = .milliseconds(1)
        return RegistryClient(
            registry: address, authentication: RegistryAuthentication(environment: ["DOCKER_CONFIG": directory.path]),
            options: options)
    }

    @Test func aTokenIsFetchedOnceForARepository() async throws {
        try await TemporaryDirectory.with { directory in
            let server = try ScriptedServer { request, address in
                if request.line.hasPrefix("GET /token") {
                    return ScriptedServer.Answer(body: #"{"token":"t0ken"}"#)
                }
                if request.headers["authorization"] == "Bearer t0ken" {
                    return ScriptedServer.Answer(body: #"{"name":"acme/kit","tags":["1.0.0"]}"#)
                }
                return ScriptedServer.Answer(
                    status: 401,
                    headers: ["WWW-Authenticate": #"Bearer realm="http://\#(address)/token",service="the registry""#])
            }
            let client = try client(server.address, in: directory)
            #expect(try await client.tags(of: "acme/kit") == ["1.0.0"])
            #expect(try await client.tags(of: "acme/kit") == ["1.0.0"])
            let lines = server.requests.map(\.line)
            #expect(
                lines == [
                    "GET /v2/acme/kit/tags/list?n=1000",
                    "GET /token?scope=repository%3Aacme%2Fkit%3Apull&service=the%20registry",
                    "GET /v2/acme/kit/tags/list?n=1000", "GET /v2/acme/kit/tags/list?n=1000",
                ])
            let basic = "Basic " + Data("dana:s3cret".utf8).base64EncodedString()
            #expect(server.requests[1].headers["authorization"] == basic)
            #expect(server.requests[0].headers["authorization"] == nil, "nothing is shown before it is requested")
        }
    }

    @Test func credentialsStayWhereTheyBelong() async throws {
        try await TemporaryDirectory.with { directory in
            let content = "what was requested"
            let storage = try ScriptedServer { _, _ in ScriptedServer.Answer(body: content) }
            let elsewhere = storage.address
            let server = try ScriptedServer { request, _ in
                request.headers["authorization"] == nil
                    ? ScriptedServer.Answer(status: 401, headers: ["WWW-Authenticate": "Basic realm=x"])
                    : ScriptedServer.Answer(status: 307, headers: ["Location": "http://\(elsewhere)/blob"])
            }
            let client = try client(server.address, in: directory)
            let descriptor = ContentDescriptor(mediaType: "x/y", content: Array(content.utf8))
            #expect(try await client.content(descriptor, in: "a/b", limit: 100) == Array(content.utf8))
            #expect(storage.requests.map(\.line) == ["GET /blob"])
            #expect(storage.requests.first?.headers["authorization"] == nil)
        }
    }

    @Test func nobodyElseCanRequestThem() async throws {
        try await TemporaryDirectory.with { directory in
            let thief = try ScriptedServer { _, _ in ScriptedServer.Answer(body: #"{"token":"t"}"#) }
            let realm = #"Bearer realm="http://\#(thief.address)/token",service="x""#
            // Where content lies, somebody wants to know who asks.
            let storage = try ScriptedServer { _, _ in
                ScriptedServer.Answer(status: 401, headers: ["WWW-Authenticate": realm])
            }
            let place = storage.address
            let server = try ScriptedServer { request, _ in
                if request.line.contains("/blobs/") {
                    return ScriptedServer.Answer(status: 307, headers: ["Location": "http://\(place)/blob"])
                }
                if request.headers["authorization"] == nil {
                    return ScriptedServer.Answer(status: 401, headers: ["WWW-Authenticate": "Basic realm=x"])
                }
                return ScriptedServer.Answer(
                    headers: ["Link": "<http://\(place)/more>; rel=\"next\""], body: #"{"tags":["1.0.0"]}"#)
            }
            let client = try client(server.address, in: directory)
            let descriptor = ContentDescriptor(mediaType: "x/y", content: [1])
            await #expect(throws: RegistryError.self) { try await client.content(descriptor, in: "a/b", limit: 9) }
            await #expect(throws: RegistryError.self) { try await client.tags(of: "a/b") }
            #expect(storage.requests.map(\.line).contains("GET /more"))
            #expect(storage.requests.allSatisfy { $0.headers["authorization"] == nil })
            #expect(thief.requests.isEmpty)
        }
    }

    @Test func whatDoesNotHashToItsDigestIsNotBelieved() async throws {
        try await TemporaryDirectory.with { directory in
            let server = try ScriptedServer { _, _ in ScriptedServer.Answer(body: "something else!!!!") }
            let client = try client(server.address, in: directory)
            let wanted = ContentDescriptor(mediaType: "x/y", content: Array("what was requested".utf8))
            let damaged = await #expect(throws: RegistryError.self) {
                try await client.content(wanted, in: "a/b", limit: 100)
            }
            #expect(damaged?.code == .damaged)
            let manifest = await #expect(throws: RegistryError.self) {
                try await client.manifest(.digest(wanted.digest), in: "a/b")
            }
            #expect(manifest?.code == .damaged)
            let large = await #expect(throws: RegistryError.self) {
                try await client.content(wanted, in: "a/b", limit: 3)
            }
            #expect(large?.code == .tooLarge)
            let small = ContentDescriptor(mediaType: "x/y", digest: wanted.digest, size: 3)
            let longer = await #expect(throws: RegistryError.self) {
                try await client.content(small, in: "a/b", limit: 9)
            }
            #expect(longer?.code == .tooLarge, "no more is read than was announced")
        }
    }

    @Test func aFailureThatPassesIsAskedAgain() async throws {
        try await TemporaryDirectory.with { directory in
            let counter = Counter()
            let server = try ScriptedServer { _, _ in
                counter.next() < 3
                    ? ScriptedServer.Answer(status: 503) : ScriptedServer.Answer(body: #"{"tags":["1.0.0"]}"#)
            }
            #expect(try await client(server.address, in: directory).tags(of: "a/b") == ["1.0.0"])
            #expect(server.requests.count == 3)
            let failing = try ScriptedServer { _, _ in ScriptedServer.Answer(status: 500, body: "<html>no</html>") }
            let error = await #expect(throws: RegistryError.self) {
                try await client(failing.address, in: directory).tags(of: "a/b")
            }
            #expect(error?.code == .registryFailed && error?.status == 500)
            #expect(failing.requests.count == 4)
        }
    }

    @Test func credentialsThatCannotBeReadAreNoneUntilTheyAreNeeded() async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("config.json", #"{"credsStore": "absent"}"#)
            let authentication = RegistryAuthentication(environment: [
                "DOCKER_CONFIG": directory.path, "PATH": "/usr/bin",
            ])
            let open = try ScriptedServer { _, _ in ScriptedServer.Answer(body: #"{"tags":["1"]}"#) }
            let tags = try await RegistryClient(registry: open.address, authentication: authentication).tags(of: "a/b")
            #expect(tags == ["1"])
            let closed = try ScriptedServer { _, _ in
                ScriptedServer.Answer(status: 401, headers: ["WWW-Authenticate": "Basic realm=x"])
            }
            let error = await #expect(throws: RegistryError.self) {
                try await RegistryClient(registry: closed.address, authentication: authentication).tags(of: "a/b")
            }
            #expect(error?.code == .unauthorized)
            #expect(error?.message.contains("docker-credential-absent") == true, "\(String(describing: error))")
        }
    }

    @Test func longListsArePagedAndDoNotEndlesslyRepeat() async throws {
        try await TemporaryDirectory.with { directory in
            let server = try ScriptedServer { request, _ in
                request.line.hasSuffix("last=b")
                    ? ScriptedServer.Answer(body: #"{"tags":["c"]}"#)
                    : ScriptedServer.Answer(
                        headers: ["Link": #"</v2/a/b/tags/list?n=2&last=b>; rel="next""#], body: #"{"tags":["a","b"]}"#)
            }
            #expect(try await client(server.address, in: directory).tags(of: "a/b") == ["a", "b", "c"])
        }
    }

    @Test func artifactsArePushedAndPulled() async throws {
        try await RegistryFixture.with { registry in
            let client = RegistryClient(registry: registry.address)
            let content = [UInt8]((0...255).map { UInt8($0) })
            let config = Array("{}".utf8)
            try await client.push(content, to: "a/b")
            try await client.push(content, to: "a/b")
            try await client.push(config, to: "a/b")
            let manifest = try StoredManifest(
                ImageManifest(
                    artifactType: "application/vnd.example",
                    config: ContentDescriptor(mediaType: "x/config", content: config),
                    layers: [ContentDescriptor(mediaType: "x/layer", content: content)], annotations: ["k": "v"]))
            try await client.push(manifest, as: .tag("1.0.0"), to: "a/b")
            let found = try #require(try await client.manifest(.tag("1.0.0"), in: "a/b"))
            #expect(found.bytes == manifest.bytes && found.digest == manifest.digest)
            let layer = try #require(found.imageManifest?.layers.first)
            #expect(try await client.content(layer, in: "a/b", limit: 1_000) == content)
            #expect(try await client.manifest(.tag("2.0.0"), in: "a/b") == nil)
            #expect(try await client.tags(of: "a/b") == ["1.0.0"])
        }
    }
}

/// Counts what a server was asked.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}

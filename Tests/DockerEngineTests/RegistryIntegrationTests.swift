import DockerEngine
import DockerEngineTestSupport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct RegistryIntegrationTests {
    @Test func whatWasPushedIsPulledByItsDigest() async throws {
        try await EngineFixture.with { fixture in
            try await RegistryFixture.with { registry in
                let engine = fixture.engine
                let reference = try registry.reference("team/app:1")
                try await engine.tagImage(fixture.image, as: reference)
                let statuses = Mutex<Set<String>>([])
                let pushed = try await engine.pushImage(reference) { progress in
                    _ = statuses.withLock { $0.insert(progress.status) }
                }
                let digest = try #require(pushed.digest)
                #expect(digest.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
                let pinned = try reference.pinned(to: digest)
                #expect(statuses.withLock { $0 }.contains("Pushed"))
                #expect(try await engine.inspectImage(reference.description).digest(in: reference) == digest)

                try await engine.removeImage(reference.description)
                let pulled = try await engine.pullImage(pinned)
                #expect(pulled == digest)
                let image = try await engine.inspectImage(pinned.description)
                #expect(image.repositoryDigests.contains(pinned.description))
                try await engine.removeImage(pinned.description)

                let byTag = try await engine.pullImage(reference)
                #expect(byTag == digest)
                try await engine.removeImage(reference.description)
            }
        }
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        try await EngineFixture.with { fixture in
            try await RegistryFixture.with { registry in
                let absent = try registry.reference("absent:1")
                let pull = await #expect(throws: DockerError.self) { try await fixture.engine.pullImage(absent) }
                #expect(pull?.code == .notFound, "\(String(describing: pull))")
                let push = await #expect(throws: DockerError.self) { try await fixture.engine.pushImage(absent) }
                #expect(push?.code == .imageNotFound, "\(String(describing: push))")
            }
        }
    }

    @Test func aRegistryMayWantToKnowWhoComes() async throws {
        try await EngineFixture.with { fixture in
            try await RegistryFixture.with(requiresLogin: true) { registry in
                let engine = fixture.engine
                let reference = try registry.reference("private:1")
                try await engine.tagImage(fixture.image, as: reference)
                let nobody = await #expect(throws: DockerError.self) { try await engine.pushImage(reference) }
                #expect(nobody?.code == .unauthorized, "\(String(describing: nobody))")
                let wrong = RegistryCredentials(
                    username: RegistryFixture.username, password: "wrong", server: registry.address)
                let stranger = await #expect(throws: DockerError.self) {
                    try await engine.pushImage(reference, credentials: wrong)
                }
                #expect(stranger?.code == .unauthorized, "\(String(describing: stranger))")
                #expect(stranger?.description.contains("wrong") == false)
                let pushed = try await engine.pushImage(reference, credentials: registry.credentials)

                try await engine.removeImage(reference.description)
                let pinned = try reference.pinned(to: try #require(pushed.digest))
                let pull = await #expect(throws: DockerError.self) { try await engine.pullImage(pinned) }
                #expect(pull?.code == .unauthorized, "\(String(describing: pull))")
                try await engine.pullImage(pinned, credentials: registry.credentials)
                try await engine.removeImage(pinned.description)
            }
        }
    }

    @Test func buildsPullTheirBaseWithCredentials() async throws {
        try await EngineFixture.with { fixture in
            try await RegistryFixture.with(requiresLogin: true) { registry in
                let engine = fixture.engine
                let reference = try registry.reference("base:1")
                try await engine.tagImage(fixture.image, as: reference)
                _ = try await engine.pushImage(reference, credentials: registry.credentials)
                try await engine.removeImage(reference.description)
                try await TemporaryDirectory.with { directory in
                    try directory.write("Dockerfile", "FROM \(reference)\nRUN true\n")
                    var request = BuildRequest(
                        context: try BuildContext(directory: directory.path), labels: fixture.labels,
                        pullsBaseImages: true)
                    let anonymous = request
                    await #expect(throws: DockerError.self) { try await engine.build(anonymous) }
                    request.credentials = [registry.address: registry.credentials]
                    _ = try await engine.build(request)
                }
                try await engine.removeImage(reference.description, force: true)
            }
        }
    }
}

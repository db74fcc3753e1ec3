import DockerEngine
import LuaValues
import Recipes
import Testing

@testable import Primitives

/// What becomes of a build and its push that go wrong anywhere, on an engine in memory.
@Suite(.timeLimit(.minutes(10))) struct BuildFailureTests {
    private static let name = "registry.example:5000/shop/app:v1"

    private struct World: Sendable {
        let engine: ModelEngine
        let step: StepFixture
        let build = DockerBuild()
        let context: StepContext

        init(_ engine: ModelEngine, _ url: String, _ registry: RegistryService) throws {
            self.engine = engine
            step = try StepFixture(clock: VirtualClock(), engine: url, others: [registry])
            try step.write("app/Dockerfile", "FROM scratch\n")
            context = step.context()
        }

        func options(_ more: [String: LuaValue] = [:]) throws -> OptionValues {
            let usual: [String: LuaValue] = ["context": "app", "tag": "v1"]
            return try StepFixture.options(of: build, usual.merging(more) { $1 })
        }

        func perform(_ more: [String: LuaValue] = [:]) async throws -> LuaValue {
            try await build.perform(try options(more), in: context)
        }

        func withdrawal(_ more: [String: LuaValue] = [:]) async throws -> Withdrawal {
            try await build.withdraw(try options(more), in: context)
        }

        func failure(_ more: [String: LuaValue] = [:]) async throws -> StepError? {
            do {
                _ = try await perform(more)
                return nil
            } catch let error as StepError {
                return error
            }
        }
    }

    private static let push: [String: LuaValue] = ["push": "registry.example:5000/shop"]

    /// A world whose registry knows nobody and has nothing.
    private func with(
        problem: StoredLogin.Problem? = nil, _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        try await ModelEngine.with { engine, url in
            let registry = RegistryService(
                login: { _ in StoredLogin(credentials: nil, problem: problem) },
                allLogins: { ([:], problem.map { [$0] } ?? []) }, manifest: { _, _ in nil })
            try await body(try World(engine, url, registry))
        }
    }

    @Test func theImageHasItsNameAndTheStepsToken() async throws {
        try await with { world in
            let image = try await world.perform()
            #expect(image["tag"].string == "app:v1")
            let built = try #require(world.engine.images[image["id"].string ?? ""])
            #expect(built.labels["moondock.run"] == "\(world.context.run.id)")
            #expect(built.labels["moondock.step"] == world.context.token)
        }
    }

    @Test func whatIsPushedIsKnownByItsDigest() async throws {
        try await with { world in
            let image = try await world.perform(Self.push)
            #expect(image["pinned"].string?.hasPrefix("registry.example:5000/shop/app@sha256:ddd") == true, "\(image)")
        }
    }

    @Test func aBuildThatFailsSaysWhy() async throws {
        try await with { world in
            world.engine.breakDown { request, _ in
                guard request.hasPrefix("POST build") else { return nil }
                return ModelEngine.lines([
                    ["stream": "Step 1/1 : RUN make\n"],
                    ["errorDetail": ["message": "make: no rule", "code": 2], "error": "make: no rule"],
                ])
            }
            let error = try await world.failure(Self.push)
            #expect(error?.code == "docker.buildFailed", "\(String(describing: error))")
            #expect(error?.message.contains("make: no rule") == true)
            #expect(world.step.output.contains("Step 1/1 : RUN make"))
            #expect(world.engine.images.isEmpty)
        }
    }

    @Test func aBuildThatIsCutIsNoSuccess() async throws {
        try await with { world in
            world.engine.breakDown { request, _ in
                guard request.hasPrefix("POST build") else { return nil }
                return ModelEngine.lines([["stream": "Step 1/2 : FROM scratch\n"]])
            }
            let error = try await world.failure()
            #expect(error?.code == "docker.streamCut", "\(String(describing: error))")
        }
    }

    @Test func anEngineThatGoesAwayIsNamed() async throws {
        try await with { world in
            world.engine.breakDown { request, _ in request.hasPrefix("POST build") ? .init(isCut: true) : nil }
            let error = try await world.failure()
            #expect(error?.code.hasPrefix("docker.") == true, "\(String(describing: error))")
        }
    }

    @Test func aPushThatFailsLeavesTheImageForTheNextAttempt() async throws {
        try await with { world in
            world.engine.breakDown { request, _ in
                guard request.hasSuffix("/push") else { return nil }
                return ModelEngine.lines([["errorDetail": ["message": "disk full"], "error": "disk full"]])
            }
            let error = try await world.failure(Self.push)
            #expect(error?.message.contains("disk full") == true, "\(String(describing: error))")
            #expect(world.engine.images.count == 1)
            world.engine.breakDown { _, _ in nil }
            guard
                case .done(let image) = try await world.build.reconcile(try world.options(Self.push), in: world.context)
            else { return #expect(Bool(false), "the image was not found again") }
            #expect(image["digest"].string?.hasPrefix("sha256:ddd") == true)
            #expect(world.engine.images.count == 1)
        }
    }

    @Test func aNameThatOthersTakeIsNotPushedForTheirs() async throws {
        try await with { world in
            world.engine.breakDown { request, _ in
                if request.hasSuffix("/push") {
                    let digest = "sha256:" + String(repeating: "e", count: 64)
                    return ModelEngine.lines([["aux": ["Digest": digest, "Tag": "v1", "Size": 1]]])
                }
                guard request.hasPrefix("GET"), request.contains("shop") else { return nil }
                return ModelEngine.inspect("sha256:" + String(repeating: "e", count: 64), ModelEngine.Image())
            }
            let error = try await world.failure(Self.push)
            #expect(error?.code == "docker.nameMoved", "\(String(describing: error))")
            #expect(world.engine.asked.filter { $0.hasSuffix("/push") }.count == 5)
        }
    }

    @Test(arguments: [true, false]) func aBuildThatIsCancelledBeforeItsPushLeavesNothing(_ isPushed: Bool) async throws
    {
        try await with { world in
            _ = try await world.perform()
            let end = try await world.withdrawal(isPushed ? Self.push : [:])
            if isPushed {
                #expect(end == .undone)
                #expect(world.engine.images.isEmpty)
            } else {
                // It had come to its end, and stands.
                guard case .done = end else { return #expect(Bool(false), "\(end)") }
                #expect(world.engine.images.count == 1)
            }
        }
    }

    @Test func anImageThatWasPushedStands() async throws {
        try await with { world in
            let image = try await world.perform(Self.push)
            let end = try await world.withdrawal(Self.push)
            #expect(end == .done(image))
        }
    }

    @Test func oneThatWasNeverBegunIsNotDone() async throws {
        try await with { world in
            let found = try await world.build.reconcile(try world.options(), in: world.context)
            #expect(found == .notDone)
            let end = try await world.withdrawal()
            #expect(end == .undone)
        }
    }

    @Test func aLogInThatCannotBeReadIsNamedWhereItWouldHaveBeenNeeded() async throws {
        let problem = StoredLogin.Problem(code: .helperMissing, message: "docker-credential-pass is not installed")
        try await with(problem: problem) { world in
            world.engine.breakDown { request, _ in
                guard request.hasPrefix("POST build") else { return nil }
                let text = "pull access denied, repository requires authentication: no basic auth credentials"
                return ModelEngine.lines([["errorDetail": ["message": text], "error": text]])
            }
            let error = try await world.failure()
            let text = "\(error?.message ?? "") \(error?.details ?? []) \(error?.hint ?? "")"
            #expect(text.contains("\(problem)"), "\(text)")
        }
    }
}

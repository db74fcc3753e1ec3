import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// A run that is killed at any request it sends to the engine ends like an undisturbed one, whether it is resumed or
/// cancelled.
@Suite(.serialized, .timeLimit(.minutes(30))) struct CutRolloutTests {
    /// What follows a kill.
    enum Sequel: String, CaseIterable, Sendable {
        case resume
        case cancel
    }

    /// A recipe that puts a version in the place of another one.
    enum Shape: String, CaseIterable, Sendable {
        case samePort
        case noPort
        case rollback
        case triedOut
    }

    private func recipe(_ project: SampleProject, _ shape: Shape, _ version: String) -> String {
        let loop = "trap exit TERM; while :; do sleep 1 & wait; done"
        let serve = "echo \(version) > /www/index.html; exec httpd -f -p 8080"
        let options =
            switch shape {
            case .noPort: ""
            case .samePort, .rollback: "ports = { \"8080:8080\" },"
            case .triedOut: "ports = { \"8080:8080\" }, healthy = { http = \"/\", within = \"30s\" },"
            }
        let run = """
            docker_run { host = "web-1", name = "\(project.site)", image = "\(project.fixture.image)", replace = true,
              command = { "sh", "-c", "\(shape == .triedOut ? serve : loop)" }, start_period = "0s", \(options)
              env = { V = "\(version)" }, stop_timeout = "1s", restart = "no" }
            """
        return shape == .rollback
            ? "with_rollback(\"site\", function ()\n\(run)\nend)\n" : "\(run)\n"
    }

    /// `make crash` cuts at each request, `make test` at every third, another one for each shape and sequel.
    private static let stride = ProcessInfo.processInfo.environment["MOONDOCK_TEST_STRIDE"] == "1" ? 1 : 3

    private static func first(_ shape: Shape, _ sequel: Sequel, _ moment: CuttingEngine.Moment) -> Int {
        let places = [
            Shape.allCases.firstIndex(of: shape), Sequel.allCases.firstIndex(of: sequel),
            CuttingEngine.Moment.allCases.firstIndex(of: moment),
        ]
        return 1 + places.compactMap(\.self).reduce(0, +) % stride
    }

    @Test(arguments: Shape.allCases, Sequel.allCases)
    func everyRequestCanBeTheLast(_ shape: Shape, _ sequel: Sequel) async throws {
        try await SampleProject.with { project in
            try await CuttingEngine.with(before: project.engine) { cutting in
                for moment in CuttingEngine.Moment.allCases {
                    var number = Self.first(shape, sequel, moment) - Self.stride
                    var isCut = true
                    while isCut {
                        number += Self.stride
                        try await project.removeContainers()
                        isCut = try await cut(at: number, moment, project, cutting, shape, sequel)
                    }
                    #expect(number > 4, "only \(number - 1) requests were cut")
                }
            }
        }
    }

    /// - Returns: whether the run came so far.
    private func cut(
        at number: Int, _ moment: CuttingEngine.Moment, _ project: SampleProject, _ cutting: CuttingEngine,
        _ shape: Shape, _ sequel: Sequel
    ) async throws -> Bool {
        try project.recipe(recipe(project, shape, "v1"))
        let first = try await project.runMain()
        try #require(first.code == 0, "\(first)")
        let old = try #require(try await project.containers()[project.container()]?.id)

        try project.recipe(recipe(project, shape, "v2"))
        _ = try await project.runMain(environment: ["DOCKER_HOST": "unix://\(cutting.address)"]) { command in
            cutting.cut(at: number, moment) { command.send(SIGKILL) }
        }
        guard let request = cutting.lastCut else { return false }
        let place: Comment = "\(shape) \(sequel), killed \(moment) \(request)"
        let outcome = try await project.moondock("\(sequel)", "last")
        #expect(outcome.code == 0, "\(place): \(outcome)")
        let left = try await project.containers()
        #expect(left.keys.sorted() == [project.container()], "\(place)")
        let container = try #require(left[project.container()], "\(place)")
        #expect(container.status == .running, "\(place)")
        if sequel == .resume { #expect(container.id != old, "\(place)") }
        return true
    }
}

import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// Something recipes do, and how to see on an engine that it was done.
struct EngineFeature: Sendable {
    let name: String
    /// Tries it. Throws `Lack` where the program rejects and says why, any other error where it is wrong.
    let attempt: @Sendable (SampleProject) async throws -> Void

    init(_ name: String, _ attempt: @escaping @Sendable (SampleProject) async throws -> Void) {
        self.name = name
        self.attempt = attempt
    }

    static let all = images + containers + isolation + changes + releases

    /// What the program said where something does not work.
    struct Lack: Error {
        let reason: String

        init(_ diagnostic: RunLine.Diagnostic, in project: SampleProject) {
            let hint = diagnostic.hint.map { "; \($0)" } ?? ""
            reason = project.general(diagnostic.message + hint)
        }
    }

    /// What is not as it should be though the program said nothing of it.
    struct Wrong: Error, CustomStringConvertible { let description: String }
}

extension SampleProject {
    /// Runs a recipe that is to come to its end.
    @discardableResult
    func succeed(_ recipe: String, environment: [String: String] = [:]) async throws -> CommandOutcome {
        try self.recipe(recipe)
        return try succeeded(try await runMain(environment: environment))
    }

    @discardableResult
    func succeeded(_ outcome: CommandOutcome) throws -> CommandOutcome {
        guard outcome.code != 0 else { return outcome }
        guard let diagnostic = outcome.diagnostic else { throw EngineFeature.Wrong(description: "\(outcome)") }
        throw EngineFeature.Lack(diagnostic, in: self)
    }

    /// Runs a recipe that is to fail.
    func fail(_ recipe: String) async throws -> RunLine.Diagnostic {
        try self.recipe(recipe)
        let outcome = try await runMain()
        guard outcome.code != 0, let diagnostic = outcome.diagnostic else {
            throw EngineFeature.Wrong(description: "it did not fail: \(outcome)")
        }
        return diagnostic
    }

    func check(_ holds: Bool, _ what: @autoclosure () -> String) throws {
        guard holds else { throw EngineFeature.Wrong(description: what()) }
    }

    /// A message without what is another one in every run.
    fileprivate func general(_ message: String) -> String {
        message.replacing(engine.endpoint.description, with: "ENGINE").replacing(root, with: "PROJECT")
            .replacing(fixture.identity, with: "X").replacing(network, with: "127.0.0")
            .replacing(#/\b[0-9a-f]{12,64}\b/#, with: "ID").replacing(#/127\.0\.0\.1:\d{4,5}/#, with: "REGISTRY")
    }

    /// A step that runs a shell command in a container on the first host.
    func box(_ name: String, _ script: String, _ options: String = "") -> String {
        """
        docker_run { host = "web-1", name = "\(name)", image = "\(fixture.image)", stop_timeout = "1s",
          command = { "sh", "-c", [[\(script)]] }, \(options) }

        """
    }

    /// A job whose output the recipe logs, in one line.
    func job(_ script: String, _ options: String = "") -> String {
        "log(\"JOB \" .. \(box(fixture.name("job"), script, "wait = \"exit\", timeout = \"60s\", \(options)"))"
            + ".output:gsub(\"%s+\", \" \"))\n"
    }

    /// What the job of a run has printed.
    func printed(by outcome: CommandOutcome) -> [String] {
        outcome.events.compactMap(\.message).filter { $0.hasPrefix("JOB ") }.map {
            $0.dropFirst(4).trimmingCharacters(in: .whitespaces)
        }
    }
}

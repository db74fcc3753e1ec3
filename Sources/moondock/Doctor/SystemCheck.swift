import DockerEngine
import Foundation
import Journal
import Primitives
import Recipes

/// The checks of `moondock doctor`.
struct SystemCheck {
    let project: Project

    func results() async -> [CheckResult] {
        var results = await [engine(), worker(), state()]
        results += Self.tools.map(tool)
        return results
    }

    private func engine() async -> CheckResult {
        do {
            let machines = MachinePool()
            let engine = try EnginePool(machines: machines).engine(at: .resolve())
            let version = try await engine.version()
            await machines.close()
            let name = version.product == .docker ? "" : "\(version.product.rawValue) "
            let detail = "\(name)\(version.version), API \(version.negotiatedAPIVersion), at \(engine.endpoint)"
            guard !version.shortcomings.isEmpty else { return .ok("Docker Engine", detail) }
            return .warning(
                "Docker Engine", "\(detail); \(version.shortcomings.joined(separator: "; "))",
                remedy: "sudo systemctl enable podman-restart.service")
        } catch let error as DockerError {
            let remedy =
                switch error.code {
                case .permissionDenied: "sudo usermod -aG docker $USER, then log in again"
                case .socketMissing, .connectionRefused: "sudo systemctl start docker, or set DOCKER_HOST"
                case .routeFailed, .connectionFailed: error.advice ?? "set DOCKER_HOST to an engine that answers"
                case .apiVersionUnsupported: "use an engine that speaks an API this version knows"
                default: "set DOCKER_HOST to an engine that answers"
                }
            return .failed("Docker Engine", error.description, remedy: remedy)
        } catch {
            return .failed("Docker Engine", "\(error)", remedy: "set DOCKER_HOST to an engine that answers")
        }
    }

    /// Starts a worker and has it run a recipe that tests the Lua library.
    private func worker() async -> CheckResult {
        let path = WorkerExecutable.path
        do {
            return .ok("Lua worker", try await WorkerSelfTest.run(executable: path))
        } catch let diagnostic as Diagnostic {
            return .failed("Lua worker", diagnostic.message, remedy: diagnostic.hint ?? "install moondock again")
        } catch {
            return .failed("Lua worker", "\(error)", remedy: "install moondock again; it needs \(path)")
        }
    }

    private func state() async -> CheckResult {
        do {
            let store = try project.journal()
            let runs = try await store.runs(limit: 1)
            let isIntact = try await store.isIntact()
            try store.close()
            guard isIntact else {
                return .failed(
                    "State folder", "the journal in \(project.state.path) is damaged",
                    remedy: "move the folder aside to keep it, and restore it from a copy")
            }
            return .ok("State folder", "\(project.state.path)\(runs.isEmpty ? ", no runs yet" : "")")
        } catch {
            return .failed(
                "State folder", "\(error)", remedy: "make \(project.state.path) writable, or set MOONDOCK_STATE")
        }
    }

    private struct Tool {
        let name: String
        let purpose: String
        let package: String
    }

    private static let tools = [
        Tool(name: "pg_dump", purpose: "backup_db of PostgreSQL", package: "postgresql-client"),
        Tool(name: "pg_restore", purpose: "verifying PostgreSQL backups", package: "postgresql-client"),
        Tool(name: "git", purpose: "shared libraries", package: "git"),
    ]

    private func tool(_ tool: Tool) -> CheckResult {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(tool.name)") {
            return .ok(tool.name, "\(folder)/\(tool.name)")
        }
        return .warning(
            tool.name, "not found; \(tool.purpose) needs it", remedy: "sudo apt-get install \(tool.package)")
    }
}

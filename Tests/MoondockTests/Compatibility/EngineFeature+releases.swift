import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

extension EngineFeature {
    static let releases = [
        EngineFeature("the sample project: a release, the next one, and one that never gets healthy") { project in
            try project.copySample()
            for version in ["v1.0.0", "v1.1.0"] {
                try project.succeeded(try await project.releaseSample("--version", version))
                for host in 1...4 { try await project.check(answersOn: host, version) }
            }
            let bad = try await project.releaseSample("--version", "v1.2.0", "--broken", "true")
            try project.check(bad.code == 1 && bad.diagnostic?.code == "unhealthy", "\(bad)")
            for host in 1...4 { try await project.check(answersOn: host, "v1.1.0") }
            try await project.check(project.containers().count == 4, "something is left")
        },
        EngineFeature("moondock doctor: names the engine") { project in
            let said = try await project.moondock("doctor").output
            let version = try await project.engine.version()
            try project.check(said.contains(version.version), said)
            try project.check(version.product == .docker || said.contains(version.product.rawValue), said)
            for lack in version.shortcomings { try project.check(said.contains(lack), said) }
        },
    ]
}

extension SampleProject {
    /// Puts the sample project in the place of this one, with names and addresses of its own.
    fileprivate func copySample() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("recipes")
        for part in ["apps", "lib", "data", "environments/demo.lua", "release.lua", "moondock.lua"] {
            let target = URL(fileURLWithPath: root).appendingPathComponent(part)
            try? FileManager.default.removeItem(at: target)
            try FileManager.default.copyItem(at: sources.appendingPathComponent(part), to: target)
        }
        for part in ["environments/demo.lua", "release.lua"] {
            let text = try String(contentsOfFile: "\(root)/\(part)", encoding: .utf8)
            try write(
                part,
                text.replacing("127.0.0.", with: "\(network).").replacing("\"shop-", with: "\"\(fixture.name("shop"))-")
            )
        }
    }

    fileprivate func releaseSample(_ arguments: String...) async throws -> CommandOutcome {
        try await moondock(with: ["run", "release.lua", "--env", "demo", "--approve-all", "--json"] + arguments)
    }

    fileprivate func check(answersOn host: Int, _ version: String) async throws {
        let answer = try await answer(of: 10 + host)
        try check(answer?.contains(version) == true, "host \(host) answers \(answer as Any)")
    }
}

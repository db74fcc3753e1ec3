import DockerEngine
import Foundation
import Subprocess

/// A small image that needs no network to be made: Debian's static busybox and a link for each of its commands.
enum TestImage {
    static func build(named name: String, on engine: DockerEngine) async throws {
        try await TemporaryDirectory.with { directory in
            let busybox = directory.appending("bin/busybox")
            try FileManager.default.createDirectory(
                atPath: directory.appending("bin"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: "/bin/busybox", toPath: busybox)
            let list = try await run(
                .name("busybox"), arguments: ["--list"], output: .string(limit: 1 << 16), error: .discarded)
            for command in list.standardOutput.split(separator: "\n") where command != "busybox" {
                try FileManager.default.createSymbolicLink(
                    atPath: directory.appending("bin/\(command)"), withDestinationPath: "busybox")
            }
            try directory.write("Dockerfile", "FROM scratch\nCOPY bin /bin\nWORKDIR /www\nCMD [\"/bin/sh\"]\n")
            let context = try BuildContext(directory: directory.path)
            _ = try await engine.build(BuildRequest(context: context, tags: [try ImageReference(name)]))
        }
    }
}

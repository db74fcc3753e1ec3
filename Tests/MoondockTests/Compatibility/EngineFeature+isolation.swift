import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

extension EngineFeature {
    static let isolation = [
        EngineFeature("networks: containers find each other by name") { project in
            let network = project.fixture.name("net")
            _ = try await project.engine.createNetwork(network, labels: project.fixture.labels)
            let joined = "networks = { \"\(network)\" }"
            let outcome = try await project.succeed(
                project.runSite("v1", joined) + project.job("wget -q -O - http://\(project.site):8080/", joined))
            try project.check(project.printed(by: outcome) == ["v1"], "\(outcome)")
        },
        EngineFeature("networks: \"host\", \"none\", another container's") { project in
            try project.write(
                "moondock.lua",
                "return { policy = { unpinned_images = true, host_network = true, container_network = true } }\n")
            let links = "ls /sys/class/net | tr '\\n' ' '"
            let outcome = try await project.succeed(
                project.runSite("v1") + project.job(links, "networks = { \"none\" }")
                    + project.job("test -e /sys/class/net/lo && echo on", "networks = { \"host\" }")
                    + project.job(
                        "wget -q -O - http://127.0.0.1:8080/", "networks = { \"container:\(project.container())\" }"))
            try project.check(project.printed(by: outcome) == ["lo", "on", "v1"], "\(outcome)")
        },
        EngineFeature("volumes: one with a name keeps its files") { project in
            let name = project.fixture.name("files")
            _ = try await project.engine.createVolume(name, labels: project.fixture.labels)
            let mount = "volumes = { \"\(name):/data\" }"
            let outcome = try await project.succeed(
                project.job("echo kept >/data/x", mount) + project.job("cat /data/x", mount))
            try project.check(project.printed(by: outcome) == ["", "kept"], "\(outcome)")
        },
        EngineFeature("volumes: a folder of the project, to write and to read only") { project in
            try project.write("data/x", "here\n")
            let outcome = try await project.succeed(
                project.job("cat /data/x; echo there >/data/y", "volumes = { \"./data:/data\" }")
                    + project.job("touch /data/z || echo refused", "volumes = { \"./data:/data:ro\" }"))
            let said = project.printed(by: outcome)
            try project.check(said.first == "here" && said.last?.contains("refused") == true, "\(outcome)")
            let written = try String(contentsOfFile: project.root + "/data/y", encoding: .utf8)
            try project.check(written == "there\n", written)
        },
        EngineFeature("memory, cpus: the limits hold") { project in
            let outcome = try await project.succeed(
                project.job(
                    """
                    cd /sys/fs/cgroup; cat memory.max memory/memory.limit_in_bytes 2>/dev/null
                    cat cpu.max cpu/cpu.cfs_quota_us 2>/dev/null; true
                    """, "memory = \"32MB\", cpus = 0.5"))
            let numbers = project.printed(by: outcome).first?.split(separator: " ").map(String.init) ?? []
            try project.check(numbers.prefix(2) == ["33554432", "50000"], "\(outcome)")
        },
        EngineFeature("memory: a container that needs more is named") { project in
            let failure = try await project.fail(
                project.box(
                    project.site, "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done",
                    "memory = \"16MB\", restart = \"no\", healthy = { log = \"never\", within = \"60s\" }"))
            if failure.hint?.contains("more memory than it may have") == true { throw Lack(failure, in: project) }
            try project.check(failure.message.contains("ran out of memory"), "\(failure)")
        },
    ]
}

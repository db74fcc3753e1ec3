import DockerEngine
import DockerEngineTestSupport
import Testing

/// Many containers at once.
@Suite(.timeLimit(.minutes(20))) struct ParallelContainersTests {
    @Test func aHundredBranchesOverlapAsFarAsTheyMay() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                local numbers = {}
                for number = 1, 100 do numbers[number] = ("%03d"):format(number) end
                local started = parallel(numbers, { max = 8 }, function (number)
                  return docker_run {
                    host = "web-1", name = "\(project.site)-" .. number, image = "\(project.fixture.image)",
                    command = { "sh", "-c", "echo up; exec sleep 600" }, healthy = { log = "up", within = "10m" },
                  }.name
                end)
                for index, number in ipairs(numbers) do assert(started[index] == "\(project.site)-" .. number) end
                """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            var (open, most, ended) = (0, 0, 0)
            for event in outcome.events {
                if event.isStart(of: "docker_run") { open += 1 }
                if event.type == "step_ended" { (open, ended) = (open - 1, ended + 1) }
                most = max(most, open)
            }
            #expect(most == 8)
            #expect(ended == 100)
            let containers = try await project.containers()
            #expect(containers.count == 100)
            #expect(containers.values.allSatisfy { $0.status == .running })
        }
    }

    @Test func oneFailureStopsTheOthersAndNothingIsHalfDone() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                parallel({ "1", "2", "3" }, function (number)
                  if number == "2" then fail("not this one") end
                  docker_run {
                    host = "web-" .. number, name = "\(project.site)", image = "\(project.fixture.image)",
                    command = { "sleep", "600" }, stop_timeout = "1s", healthy = { log = "never", within = "10m" },
                  }
                end)
                """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.diagnostic?.message.contains("not this one") == true)
            #expect(try await project.containers().isEmpty, "those that had begun were rolled back")
        }
    }
}

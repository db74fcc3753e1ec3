import LuaValues
import Testing

@testable import Recipes

/// moondock.switch, in the sandbox in which recipes use it.
@Suite(.timeLimit(.minutes(10))) struct SwitchTests {
    /// `deploy` does something that can be undone, and fails on the machines in `bad`.
    private static let helpers = """
        local switch = require "moondock.switch"
        local bad = {}
        local function deploy(host)
          create { label = "deploy " .. host }
          on_rollback(host, function () create { label = "undo " .. host } end)
          if bad[host] then create { label = "start " .. host, fail = "broken" } end
        end

        """

    private func run(_ recipe: String) async throws -> (fixture: RunFixture, outcome: RunOutcome) {
        let fixture = try RunFixture(Self.helpers + recipe)
        return (fixture, await fixture.run())
    }

    @Test func machinesComeInBatches() async throws {
        for (batch, expected) in [
            ("1", "abcde"), ("2", "ab cd e"), ("\"40%\"", "ab cd e"), ("{ 1, 3 }", "a bcd e"),
            ("{ 1, \"100%\" }", "a bcde"),
        ] {
            let (fixture, outcome) = try await run(
                """
                local report = switch.rolling({ "a", "b", "c", "d", "e" }, { batch = \(batch), exclude = {} }, function (host)
                  work { label = host }
                end)
                return table.concat(report.done)
                """)
            #expect(outcome.value == "abcde", "\(batch): \(outcome)")
            // Within a batch the order is nobody's.
            var rest = fixture.world.now.performed[...]
            for part in batch == "1" ? expected.map(String.init) : expected.split(separator: " ").map(String.init) {
                #expect(Set(rest.prefix(part.count)) == Set(part.map(String.init)), "\(batch)")
                rest = rest.dropFirst(part.count)
            }
        }
    }

    @Test func moreFailuresThanMayRollAllOfItBack() async throws {
        let (fixture, outcome) = try await run(
            """
            bad.c = true
            switch.rolling({ "a", "b", "c", "d" }, { name = "web" }, deploy)
            """)
        #expect(
            fixture.world.now.performed == [
                "deploy a", "deploy b", "deploy c", "start c", "undo c", "undo b", "undo a",
            ])
        #expect(outcome.diagnostic?.code == "switch.stopped")
        #expect(outcome.diagnostic?.message.hasPrefix("web: 1 of 4 failed, and 0 may: c:") == true, "\(outcome)")
    }

    @Test func whatMayFailIsTriedOnceMoreAndThenByResume() async throws {
        let (fixture, outcome) = try await run(
            """
            bad.b = true
            switch.rolling({ "a", "b", "c" }, { budget = 1 }, deploy)
            """)
        #expect(outcome.exitCode == 1)
        #expect(outcome.diagnostic?.message.hasPrefix("rolling: 2 of 3 are done, and not b:") == true, "\(outcome)")
        let performed = fixture.world.now.performed
        #expect(!performed.contains("undo a") && !performed.contains("undo c"), "\(performed)")
        #expect(performed.suffix(3) == ["deploy b", "start b", "undo b"])
        #expect(fixture.logged.contains { $0.contains("2 of 3 are done; tries again b:") }, "\(fixture.logged)")
        _ = try await fixture.resume()
        #expect(
            fixture.world.now.performed.dropFirst(performed.count) == ["deploy b", "start b", "undo b"],
            "resume tries what is missing, and nothing else")
    }

    @Test func machinesAreLeftOut() async throws {
        let (fixture, outcome) = try await run(
            """
            local report = switch.rolling({ "a", "b", { name = "c" } }, { exclude = { "b", "c" } }, deploy)
            return table.concat(report.skipped, " ")
            """)
        #expect(outcome.value == "b c", "\(outcome)")
        #expect(fixture.world.now.performed == ["deploy a"])
        let (_, wrong) = try await run("switch.rolling({ \"a\" }, { exclude = { \"z\" } }, deploy)")
        #expect(wrong.diagnostic?.message.contains("'exclude' names z") == true, "\(wrong)")
    }

    @Test(arguments: [
        ("rolling({ 'a' }, { bach = 1 }, deploy)", "rolling: unknown option 'bach'"),
        ("rolling({ 'a' }, { batch = 0 }, deploy)", "'batch' must be a number of at least 1"),
        ("rolling({ 'a' }, { batch = '0%' }, deploy)", "'batch' must be a number of at least 1"),
        ("rolling({ 'a' }, { batch = {} }, deploy)", "'batch' must not be an empty list"),
        ("rolling({ 'a' }, { budget = -1 }, deploy)", "'budget' must be a number of at least 0"),
        ("rolling({ 'a' }, { pause = 'soon' }, deploy)", "'pause' must be a duration"),
        ("rolling('a', {}, deploy)", "takes a list, options and a function"),
        ("canary({ 'a' }, { gate = 5 }, deploy)", "'gate' must be a function"),
        ("blue_green { deploy = deploy }", "'switch' must be a function"),
        ("recreate({ 'a' }, {}, deploy)", "'stop' must be a function"),
        ("http_check { url = 'http://x' }", "takes { request = http_request, url = … }"),
        ("metric_gate { request = deploy, url = 'http://x' }", "needs above or below"),
    ]) func whatIsWrongIsSaid(_ call: String, _ expected: String) async throws {
        let (_, outcome) = try await run("switch.\(call)")
        #expect(outcome.diagnostic?.message.contains(expected) == true, "\(outcome)")
    }

    @Test func aCanaryThatTurnsBadIsRolledBackWithTheNumbers() async throws {
        let (fixture, outcome) = try await run(
            """
            local answers = { 200, 200, 500, 500 }
            local function request(options)
              local status = table.remove(answers, 1)
              if status ~= 200 then error({ code = "http.status", message = "answered " .. status }, 0) end
              return { status = status }
            end
            switch.canary({ "a", "b", "c" }, { gate = function (first)
              assert(#first == 1 and first[1] == "a")
              switch.http_check { request = request, url = "http://shop", over = 0.003, every = 0.001, failures = 1 }
            end }, deploy)
            """)
        #expect(fixture.world.now.performed == ["deploy a", "undo a"])
        #expect(outcome.diagnostic?.code == "switch.unhealthy")
        #expect(
            outcome.diagnostic?.message
                == "http_check: 2 of 4 requests to http://shop failed, and 1 may; the last: answered 500", "\(outcome)")
    }

    @Test func aCanaryThatIsWellIsFollowedByTheOthers() async throws {
        let (fixture, outcome) = try await run(
            """
            local report = switch.canary({ "a", "b", "c", "d" }, { count = "50%", batch = 1, gate = function (first)
              work { label = "gate " .. #first }
            end }, deploy)
            return #report.done
            """)
        #expect(outcome.value == 4, "\(outcome)")
        #expect(Set(fixture.world.now.performed.prefix(2)) == ["deploy a", "deploy b"])
        #expect(fixture.world.now.performed.dropFirst(2) == ["gate 2", "deploy c", "deploy d"])
    }

    @Test func aFailureAmongTheOthersRollsTheCanaryBackToo() async throws {
        let (fixture, outcome) = try await run("bad.b = true switch.canary({ \"a\", \"b\" }, {}, deploy)")
        #expect(outcome.exitCode == 1)
        #expect(fixture.world.now.performed == ["deploy a", "deploy b", "start b", "undo b", "undo a"])
    }

    @Test func blueAndGreenChangePlaces() async throws {
        let recipe = """
            local used = switch.blue_green {
              active = ACTIVE, deploy = function (set) deploy(set) return set .. "!" end,
              check = function (set, result) work { label = "check " .. result } end,
              switch = function (set) work { label = "use " .. set } end,
              watch = function (set) work { label = "watch " .. set WATCH } end,
              retire = function (set) work { label = "retire " .. set } end,
            }
            return used
            """
        let calls = recipe.replacing("WATCH", with: "")
        let (first, one) = try await run(calls.replacing("ACTIVE", with: "nil"))
        #expect(one.value == "blue", "\(one)")
        #expect(first.world.now.performed == ["deploy blue", "check blue!", "use blue", "watch blue"])
        let (second, two) = try await run(calls.replacing("ACTIVE", with: "\"blue\""))
        #expect(two.value == "green", "\(two)")
        #expect(
            second.world.now.performed == ["deploy green", "check green!", "use green", "watch green", "retire blue"])
        let (third, bad) = try await run(
            recipe.replacing("WATCH", with: ", fail = \"slow\"").replacing("ACTIVE", with: "\"blue\""))
        #expect(bad.exitCode == 1)
        #expect(
            third.world.now.performed == [
                "deploy green", "check green!", "use green", "watch green", "use blue", "undo green",
            ], "it is switched back before what was deployed goes")
    }

    @Test func recreateStopsEveryOneBeforeItStartsAny() async throws {
        let (fixture, outcome) = try await run(
            """
            switch.recreate({ "a", "b" }, { stop = function (host) work { label = "stop " .. host } end }, deploy)
            """)
        #expect(outcome.exitCode == 0, "\(outcome)")
        #expect(Set(fixture.world.now.performed.prefix(2)) == ["stop a", "stop b"])
        #expect(Set(fixture.world.now.performed.suffix(2)) == ["deploy a", "deploy b"])
    }

    @Test func aMetricIsHeldAgainstALimit() async throws {
        let prometheus = """
            local values, asked = { "0.5", "0.7", "2.5" }
            local function request(options)
              asked = options[1]
              local value = table.remove(values, 1)
              local result = value and { { value = { 1.5, value } } } or {}
              return { body = "", json = { data = { resultType = "vector", result = result } } }
            end
            local function gate(options)
              options.request, options.prometheus, options.query = request, "http://prom:9090", "rate(x[1m])"
              options.every = 0.001
              return switch.metric_gate(options)
            end

            """
        let (_, fine) = try await run(
            prometheus + "local seen = gate { above = 1, over = 0.001 } return #seen .. ' ' .. asked")
        #expect(fine.value == "2 http://prom:9090/api/v1/query?query=rate%28x%5B1m%5D%29", "\(fine)")
        let (_, high) = try await run(prometheus + "gate { above = 1, over = 0.002, name = 'errors' }")
        #expect(
            high.diagnostic?.message == "metric_gate: errors is 2.5, above 1, 1 of 3 times; it was 0.5, 0.7, 2.5",
            "\(high)")
        let (_, allowed) = try await run(prometheus + "return #gate { above = 1, over = 0.002, times = 1 }")
        #expect(allowed.value == 3, "\(allowed)")
        let (_, low) = try await run(prometheus + "gate { below = 0.6 }")
        #expect(low.diagnostic?.code == "switch.metric", "\(low)")
        let (_, none) = try await run(prometheus + "values = {} gate { above = 1 }")
        #expect(none.diagnostic?.code == "switch.no_metric", "what has no number is not well")
    }

    @Test func aSlowAnswerCountsToo() async throws {
        let (_, outcome) = try await run(
            """
            local function request() next_second() next_second() work { label = "asked" } return {} end
            switch.http_check { request = request, url = "http://shop", slower_than = 0.5 }
            """)
        #expect(outcome.diagnostic?.code == "switch.slow")
        #expect(outcome.diagnostic?.message.contains("1 of 1 answers of http://shop took longer than 0.5") == true)
    }
}

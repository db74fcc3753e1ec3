import Foundation

/// The projects whose runs are killed.
enum CrashRecipe: String, CaseIterable, Sendable {
    case release, nested

    /// The project's files by path.
    func files() throws -> [String: String] { self == .release ? try Self.release() : Self.nestedFiles }

    /// Further options of the process.
    var options: [String] { self == .release ? ["--version", "v1.0.0"] : [] }

    static let nestedFiles = [
        "main.lua": branches, "environments/test.lua": environment, "moondock.lua": "return {}",
    ]

    static let environment = """
        return {
          hosts = { ["web-1"] = {}, ["web-2"] = {}, ["web-3"] = {}, ["web-4"] = {}, ["jobs-1"] = {} },
        }
        """

    /// Branches inside branches, attempts, undo steps, clean-up, approvals, locks, a command.
    private static let branches = """
        local function site(host, version)
          docker_run { host = host, name = "site", image = version, replace = true }
        end
        lock("site", function ()
          with_rollback("all", function ()
            defer("report", function () run_command { command = { "report" }, safe_to_repeat = true } end)
            parallel {
              pair = function ()
                parallel({ "web-1", "web-2" }, function (host)
                  retry({ times = 2, backoff = "1ms" }, function (attempt)
                    if attempt == 1 then fail "the first attempt" end
                    site(host, "v2")
                  end)
                end)
              end,
              single = function ()
                backup_db { database = { engine = "sqlite", path = "data/shop.sqlite" } }
                site("web-3", "v2")
                sleep "1ms"
              end,
            }
            wait_for_approval { "Go on?", timeout = "1h" }
          end)
          local ok = pcall(with_rollback, "undone", function ()
            on_rollback("by hand", function () run_command { command = { "undo" }, safe_to_repeat = true } end)
            site("web-4", "v3")
            site("web-1", "v3")
            fail "put it back"
          end)
          assert(not ok)
        end)
        """

    /// The sample project's release, as it is shipped.
    static func release() throws -> [String: String] {
        let recipes = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../recipes").standardizedFileURL
        func text(_ path: String) throws -> String {
            try String(contentsOf: recipes.appendingPathComponent(path), encoding: .utf8)
        }
        return [
            "main.lua": try text("release.lua"), "lib/settings.lua": try text("lib/settings.lua"),
            "environments/test.lua": try text("environments/demo.lua"), "moondock.lua": "return {}",
        ]
    }
}

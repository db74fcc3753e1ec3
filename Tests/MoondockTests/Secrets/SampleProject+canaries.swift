extension SampleProject {
    /// Functions for recipes that try what fails, and say all there is to say of it.
    static let trying = trying(Canary.table)

    private static func trying(_ names: String) -> String {
        """
        local names = \(names)
        local function show(value, depth)
          if type(value) ~= "table" or depth > 4 then return tostring(value) end
          local parts = {}
          for key, inner in pairs(value) do parts[#parts + 1] = tostring(key) .. "=" .. show(inner, depth + 1) end
          return "{" .. table.concat(parts, ", ") .. "}"
        end
        local function try(what, work)
          local ok, value = pcall(work)
          log(what .. ": " .. tostring(ok) .. " " .. show(value, 1))
          return value
        end
        local print_all = [[printf '%s\\n' "$S"; printf '%s' "$S" | base64; printf '%s' "$S" | base64 -w0; echo;
          printf 'x%s' "$S" | base64 -w0; echo; printf '%s' "$S" | od -An -v -tx1 | tr -d ' \\n'; echo;
          printf '%s' "$S" >&2; exit ]]

        """
    }

    /// A recipe that gives every secret to all that takes one, and to what does not.
    /// - Parameters:
    ///   - port: of a server that answers with what it is sent.
    ///   - names: which of them.
    func canaryRecipe(port: Int, names: String = Canary.table) -> String {
        Self.trying(names) + """
            local url = "http://127.0.0.1:\(port)/"
            for _, name in ipairs(names) do
              local s = secret(name)
              local joined = secret_text("postgres://u:%s@h/db?again=%s", s, s)
              try("variable", function() return run_command { shell = print_all .. "0", env = { S = s } } end)
              try("variable, failing", function() return run_command { shell = print_all .. "3", env = { S = s } } end)
              try("joined", function() return run_command { command = { "cat" }, stdin = joined } end)
              try("input", function() return run_command { shell = "cat; exit 4", stdin = s } end)
              try("slow", function()
                return run_command { shell = "cat; sleep 0.05; echo late >&2", stdin = s, safe_to_repeat = true } end)
              try("argument", function() return run_command { command = { "echo", s } } end)
              try("shell", function() return run_command { shell = s } end)
              try("folder", function() return run_command { command = { "true" }, cwd = s } end)
              try("file", function() return write_file { "out/" .. name, text = s, private = true } end)
              try("file read", function() return read_file("out/" .. name) end)
              try("file refused", function() return write_file { "moondock.lua", text = s } end)
              try("settings", function() return write_file { "out/" .. name .. ".json", text = '{ "Key": "x" }' } end)
              try("configured", function()
                return configure { "out/" .. name .. ".json", set = { Key = s, Joined = joined }, create = true } end)
              try("configured again", function() return configure { "out/" .. name .. ".json", set = { Key = s } } end)
              try("not configured", function() return configure { "out/" .. name .. ".json", set = { None = s } } end)
              try("key", function()
                return configure { "out/" .. name .. ".json", set = { [tostring(s)] = s } } end)
              try("template", function() return write_file { "out/template", text = "${a} ${b}" } end)
              try("rendered", function()
                return render { "out/template", to = "out/" .. name .. ".conf", with = { a = s, b = joined } } end)
              try("not rendered", function()
                return render { "out/template", to = "out/" .. name .. ".conf", with = { a = s } } end)
              try("printed", function() return run_command { shell = "cat out/" .. name } end)
              try("bearer", function() return http_request { url, bearer = s } end)
              try("header", function() return http_request { url, headers = { ["X-Key"] = s } } end)
              try("body", function() return http_request { url, method = "POST", body = s, safe_to_repeat = true } end)
              try("body, failing", function()
                return http_request { url .. "fail", method = "POST", body = joined, bearer = s } end)
              try("json", function() return http_request { url, method = "POST", json = { key = s } } end)
              try("nobody", function() return http_request { "http://127.0.0.1:1/", bearer = s, body = s } end)
              try("address", function() return http_request { s } end)
              try("database", function() return backup_db { timeout = "2s", database = {
                engine = "postgres", host = "127.0.0.1", port = 1, name = "x", user = "u", password = s } } end)
              try("build", function() return docker_build { context = "apps/web", tag = "x:1", args = { S = s } } end)
              try("retry", function() retry({ times = 2, backoff = "1ms" }, function()
                run_command { shell = "echo \\"$S\\" >&2; exit 1", env = { S = s } } end) end)
              log(tostring(s)); log("joined " .. tostring(joined)); print(s, joined)
              try("error", function() error(s) end)
              try("error with a table", function() error { code = "x", message = tostring(s), secret = s } end)
              try("fail", function() fail(tostring(s)) end)
              wait_for_approval { "with " .. tostring(s), show = { key = s, joined = joined } }
            end
            run_command { shell = "cat >&2; exit 7", stdin = secret "key" }

            """
    }
}

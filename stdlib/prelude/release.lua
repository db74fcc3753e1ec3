-- release: something that is built once. In every later run of that version it comes from the record.

local blocks = host.blocks

local function reject(message, option)
  host.error {
    code = "invalid_option", message = "release: " .. message, option = option,
    hint = "release { app = \"shop\", version = params.version, build = function () return { web = docker_build { … } } end }",
  }
end

local known = { app = true, version = true, build = true }

local function check(options)
  if type(options) ~= "table" then reject("takes a table") end
  for key in pairs(options) do
    if not known[key] then reject("unknown option '" .. tostring(key) .. "'", tostring(key)) end
  end
  for _, key in ipairs { "app", "version" } do
    local value = options[key]
    if type(value) ~= "string" or value == "" then reject(("'%s' must be a non-empty string"):format(key), key) end
  end
  if type(options.build) ~= "function" then reject("'build' must be a function", "build") end
end

-- What the recipe gets: what was built, by name, and what the release is called.
local function view(found)
  local result = { application = found.application, version = found.version, images = found.artifacts }
  for name, value in pairs(found.artifacts) do result[name] = value end
  return host.readonly(result)
end

local function find_or_build(options)
  local found = host.call("find_release", { app = options.app, version = options.version })
  if not found.is_known then
    local artifacts = options.build()
    if type(artifacts) ~= "table" then reject("'build' must return a table of what it built", "build") end
    found = host.call("record_release", { app = options.app, version = options.version, artifacts = artifacts })
  end
  -- A run that is there to make the release has nothing more to do, also when it is taken up once more.
  while found.ends_run do host.call("end_run") end
  if found.approvers then
    host.call("wait_for_approval", { found.question, from = found.approvers, show = found.artifacts })
  end
  return found
end

---Builds something once, under a version. In every later run of that version what was built comes from the record, and
---the function is not called.
---@param options { app: string, version: string, build: fun(): table<string, any> }
---@return table release  what was built, by name; `application`, `version`, and `images`, which has all of it
function exports.release(options)
  check(options)
  host.scope_open("release", options.app .. " " .. options.version)
  local results = blocks.try({}, find_or_build, options)
  host.scope_close(not results[1] and blocks.text(results[2]) or nil)
  if not results[1] then error(results[2], 0) end
  return view(results[2])
end

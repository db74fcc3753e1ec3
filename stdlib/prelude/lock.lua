-- lock: one run at a time, until its end or for a function.

local blocks = host.blocks

---Takes a lock. With a function it is held while the function runs, else until the run ends.
---@overload fun(name: string, body: fun(): any): any
---@param name string
---@param options? moondock.LockOptions
---@param body? fun(): any
function exports.lock(name, options, body)
  if type(name) == "table" and options == nil then return host.call("lock", name) end
  if type(options) == "function" then options, body = nil, options end
  if options ~= nil and type(options) ~= "table" or body ~= nil and type(body) ~= "function" then
    host.error { code = "invalid_option", message = "lock: takes a name, options, and a function" }
  end
  local call = { name = name }
  for key, value in pairs(options or {}) do call[key] = value end
  if body == nil then return host.call("lock", call) end

  call.scope = true
  host.scope_open("lock", tostring(name))
  local taken, rejection = pcall(host.call, "lock", call)
  if not taken then
    host.scope_close(blocks.text(rejection))
    error(rejection, 0)
  end
  local results = blocks.try({}, body)
  host.shield(true)
  local freed, failure = pcall(host.call, "unlock", { name = name })
  host.shield(false)
  host.scope_close(not results[1] and blocks.text(results[2]) or nil)
  if not results[1] then error(results[2], 0) end
  if not freed then error(failure, 0) end
  return table.unpack(results, 2, results.n)
end

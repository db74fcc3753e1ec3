-- with_rollback: a failure inside puts back what was done inside, newest first.
--
-- The scope of a branch is its host context; branches inherit it, so what a parallel inside the block does is
-- undone with the block. A block inside a block hands its undo steps to the outer one when it succeeds.

local function push(list, item) list[#list + 1] = item end

local function text_of(failure)
  if type(failure) == "table" and failure.message then return tostring(failure.message) end
  return tostring(failure)
end

-- Runs the undo steps, newest first; one that fails does not stop the others.
local function undo_all(scope, name)
  local failed = 0
  for index = #scope.undo, 1, -1 do
    local step = scope.undo[index]
    local ok, failure = pcall(step.run)
    if not ok then
      failed = failed + 1
      host.call("log", { ("could not undo %s: %s"):format(step.label, text_of(failure)), level = "error" })
    end
  end
  local total = #scope.undo
  if total > 0 then
    host.call("log", {
      ("rolled back '%s': %d of %d undone"):format(name, total - failed, total),
      level = failed == 0 and "warning" or "error",
    })
  end
  return failed == 0
end

local function succeed(scope)
  if scope.parent then
    for _, step in ipairs(scope.undo) do push(scope.parent.undo, step) end
    for _, step in ipairs(scope.finish) do push(scope.parent.finish, step) end
  else
    for _, step in ipairs(scope.finish) do step() end
  end
end

---Runs a function; when it fails, everything it did that can be undone is undone, newest first, and the failure
---goes on. Databases are never restored by themselves.
---@generic R
---@param name string             what to call the block in the log
---@param body fun(): R
---@return R
function exports.with_rollback(name, body)
  if type(name) ~= "string" or type(body) ~= "function" then
    host.error { code = "invalid_option", message = "with_rollback: takes a name and a function" }
  end
  local scope = { undo = {}, finish = {}, parent = host.context() }
  host.scope_open("with_rollback", name)
  host.set_context(scope)
  local results = table.pack(pcall(body))
  host.set_context(scope.parent)
  if results[1] then
    succeed(scope)
    host.scope_close()
    return table.unpack(results, 2, results.n)
  end

  local failure = results[2]
  host.shield(true)
  local is_complete = undo_all(scope, name)
  host.shield(false)
  if type(failure) == "table" and failure.rollback ~= "incomplete" then
    failure.rollback = is_complete and "complete" or "incomplete"
  end
  host.scope_close(text_of(failure))
  error(failure, 0)
end

---Adds an own undo step to the block this is called in.
---@param label string            what is undone, for the log
---@param undo fun()
function exports.on_rollback(label, undo)
  if type(label) ~= "string" or type(undo) ~= "function" then
    host.error { code = "invalid_option", message = "on_rollback: takes a label and a function" }
  end
  local scope = host.context()
  if not scope then
    host.error { code = "no_rollback", message = "on_rollback: was called outside of with_rollback" }
  end
  push(scope.undo, { label = label, run = undo })
end

---Runs a container; inside with_rollback what it replaces is kept until the block has succeeded.
---@param options moondock.RunOptions
---@return moondock.Container
function exports.docker_run(options)
  local scope = host.context()
  if not scope or type(options) ~= "table" then return host.call("docker_run", options) end
  local kept = {}
  for key, value in pairs(options) do kept[key] = value end
  kept.keep_replaced = true
  local container = host.call("docker_run", kept)
  push(scope.undo, {
    label = container.name .. (container.host and " on " .. container.host or ""),
    run = function () host.call("docker_restore", { container = container }) end,
  })
  if container.replaced then
    push(scope.finish, function () host.call("docker_discard", { container = container }) end)
  end
  return container
end

-- with_rollback: a failure inside rolls back what was done inside, newest first.
--
-- What a parallel inside the block does is undone with the block. A block inside a block hands its undo steps to the
-- outer one when it succeeds.

local blocks = host.blocks

local function push(list, item) list[#list + 1] = item end

-- Runs the undo steps, newest first; one that fails does not stop the others. Returns the failures.
local function undo_all(block, name)
  local failures = {}
  for index = #block.undo, 1, -1 do
    local step = block.undo[index]
    local ok, failure = pcall(step.run)
    if not ok then
      push(failures, step.label .. ": " .. blocks.text(failure))
      host.call("log", { ("could not undo %s: %s"):format(step.label, blocks.text(failure)), level = "error" })
    end
  end
  local total = #block.undo
  if total > 0 then
    host.call("log", {
      ("rolled back '%s': %d of %d undone"):format(name, total - #failures, total),
      level = #failures == 0 and "warning" or "error",
    })
  end
  return failures
end

-- Hands the undo steps to the outer block, or does what was left for the end: all of it, whoever cancels meanwhile.
local function succeed(block, outer)
  if outer then
    for _, step in ipairs(block.undo) do push(outer.undo, step) end
    for _, step in ipairs(block.finish) do push(outer.finish, step) end
  else
    host.shield(true)
    local ok, failure = pcall(function ()
      for _, step in ipairs(block.finish) do step() end
    end)
    host.shield(false)
    if not ok then error(failure, 0) end
  end
end

-- What was cancelled in its last step has not succeeded.
local function uncancelled(results)
  local reason = results[1] and host.cancelled()
  if not reason then return results end
  return { false, { code = "cancelled", message = reason }, n = 2 }
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
  local block = { undo = {}, finish = {} }
  host.scope_open("with_rollback", name)
  local results = uncancelled(blocks.try(block, body))
  if results[1] then
    succeed(block, blocks.with "undo")
    host.scope_close()
    return table.unpack(results, 2, results.n)
  end

  local failure = results[2]
  host.shield(true)
  local failures = undo_all(block, name)
  host.shield(false)
  if type(failure) == "table" and failure.rollback ~= "incomplete" then
    failure.rollback = #failures == 0 and "complete" or "incomplete"
  end
  host.scope_close(blocks.text(failure), { name, #block.undo - #failures, failures })
  error(failure, 0)
end

---Adds an own undo step to the block this is called in.
---@param label string            what is undone, for the log
---@param undo fun()
function exports.on_rollback(label, undo)
  if type(label) ~= "string" or type(undo) ~= "function" then
    host.error { code = "invalid_option", message = "on_rollback: takes a label and a function" }
  end
  local block = blocks.with "undo"
  if not block then
    host.error { code = "no_rollback", message = "on_rollback: was called outside of with_rollback" }
  end
  push(block.undo, { label = label, run = undo })
end

---Runs a container; inside with_rollback what it replaces is kept until the block has succeeded.
---@param options moondock.RunOptions
---@return moondock.Container
function exports.docker_run(options)
  local block = blocks.with "undo"
  if not block or type(options) ~= "table" then return host.call("docker_run", options) end
  local kept = {}
  for key, value in pairs(options) do kept[key] = value end
  kept.keep_replaced = true
  -- Whoever runs a container may restore what it replaced, whoever's block it is in.
  local caller = host.caller()
  local container = host.call("docker_run", kept)
  push(block.undo, {
    label = container.name .. (container.host and " on " .. container.host or ""),
    run = function () host.call_as(caller, "docker_restore", { container = container }) end,
  })
  if container.replaced then
    push(block.finish, function () host.call_as(caller, "docker_discard", { container = container }) end)
  end
  return container
end

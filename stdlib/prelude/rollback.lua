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

-- What an undo step is called in the log: by the fields that name a result.
local function label(name, result)
  local function field(key)
    local ok, value = pcall(function () return result[key] end)
    return ok and value or nil
  end
  return tostring(field "name" or name) .. (field "host" and " on " .. tostring(field "host") or "")
end

-- Whether a call leaves nothing that could be undone.
local function is_exempt(undo, options)
  for key, value in pairs(undo.unless) do
    if options[key] == value then return true end
  end
  return false
end

-- Calls of primitives that declare how they are undone are undone with the block they are made in.
for name, undo in pairs(host.undo or {}) do
  exports[name] = function (options)
    local block = blocks.with "undo"
    local given = type(options) == "table" and options or { options }
    if not block or is_exempt(undo, given) then return host.call(name, options) end
    local kept = {}
    for key, value in pairs(given) do kept[key] = value end
    if undo.keep then kept[undo.keep] = true end
    -- Whoever makes a call may undo it, whoever's block it is in.
    local caller = host.caller()
    local result = host.call(name, kept)
    local function call(what) host.call_as(caller, what.primitive, { [what.option] = result }) end
    push(block.undo, { label = label(name, result), run = function () call(undo.call) end })
    if undo.keep and result and result[undo.kept] then
      push(block.finish, function () call(undo.release) end)
    end
    return result
  end
end

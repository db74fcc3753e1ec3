-- blocks: stretches of a recipe with something to do at their end: the recipe itself, each branch of a parallel, and
-- what with_rollback, retry and timeout run. A block is the host context of its branch; branches opened inside see it.

local blocks = {}
host.blocks = blocks

---The message of an error value.
function blocks.text(failure)
  if type(failure) == "table" and failure.message then return tostring(failure.message) end
  return tostring(failure)
end

---The innermost block that has a field.
function blocks.with(field)
  local block = host.context()
  while block and not block[field] do block = block.parent end
  return block
end

-- Runs the deferred functions of a block, newest first; one that fails does not stop the others. Returns the first
-- failure.
local function clean_up(block)
  local first
  host.shield(true)
  for index = #block.deferred, 1, -1 do
    local step = block.deferred[index]
    host.scope_open("defer", step.label)
    local ok, failure = pcall(step.run)
    host.scope_close(not ok and blocks.text(failure) or nil)
    if not ok then
      first = first or failure
      host.call("log", { ("could not clean up %s: %s"):format(step.label, blocks.text(failure)), level = "error" })
    end
  end
  host.shield(false)
  return first
end

---Runs a function as a block: what it deferred is done at its end, whichever way it ends.
function blocks.try(block, body, ...)
  block.parent = host.context()
  host.set_context(block)
  local results = table.pack(pcall(body, ...))
  host.set_context(block.parent)
  if block.deferred then
    local failure = clean_up(block)
    if failure and results[1] then results = { false, failure, n = 2 } end
  end
  return results
end

---Runs a function as a block and returns what it returns, or raises what it raises.
function blocks.run(block, body, ...)
  local results = blocks.try(block, body, ...)
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end

host.wrap_recipe(function (body)
  return function ()
    -- Where the environment has windows or freezes, nothing of the recipe comes before the wait for them.
    if host.waits_for_window then host.call("await_window") end
    return blocks.run({}, body)
  end
end)

---Has a function run at the end of the block this is called in (the branch, the with_rollback, or the whole recipe),
---whether it succeeds, fails or is cancelled. What was deferred last runs first.
---@overload fun(run: fun())
---@param label string            what is done, for the log
---@param run fun()
function exports.defer(label, run)
  if run == nil then label, run = "clean-up", label end
  if type(label) ~= "string" or type(run) ~= "function" then
    host.error { code = "invalid_option", message = "defer: takes a function, or a label and a function" }
  end
  local block = host.context()
  if not block then host.error { code = "no_block", message = "defer: was called outside of the recipe" } end
  block.deferred = block.deferred or {}
  local deferred = block.deferred
  deferred[#deferred + 1] = { label = label, run = run }
end

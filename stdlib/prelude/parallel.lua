-- parallel: branches whose steps overlap. All have ended when it returns, whatever happened.

local usage = "parallel: takes (items, [options], function) or a table of named functions"

local function reject(message, option)
  host.error { code = "invalid_option", message = "parallel: " .. message, option = option, hint = usage }
end

local known = { max = true, on_failure = true }

local function check(options)
  if type(options) ~= "table" then reject("the options must be a table") end
  for key in pairs(options) do
    if not known[key] then reject("unknown option '" .. tostring(key) .. "'", tostring(key)) end
  end
  local max = options.max
  if max ~= nil and (math.type(max) ~= "integer" or max < 1) then
    reject("'max' must be an integer of at least 1, not " .. tostring(max), "max")
  end
  local mode = options.on_failure
  if mode ~= nil and mode ~= "stop" and mode ~= "continue" then
    reject("'on_failure' must be \"stop\" or \"continue\", not " .. tostring(mode), "on_failure")
  end
  return { max = max, on_failure = mode or "stop" }
end

local function name_of(item, index)
  local kind = type(item)
  if kind == "string" or kind == "number" then return tostring(item) end
  if kind == "table" and type(item.name) == "string" then return item.name end
  return tostring(index)
end

-- One branch for each item; results in the order of the items.
local function over_items(items, body)
  if type(items) ~= "table" then reject("the items must be a list, not a " .. type(items)) end
  if type(body) ~= "function" then reject("needs a function to call for each item") end
  local names, bodies = {}, {}
  for index = 1, #items do
    local item = items[index]
    names[index] = name_of(item, index)
    bodies[index] = function () return host.blocks.run({}, body, item, index) end
  end
  return names, bodies
end

-- One branch for each name; Lua tables have no order, so the names are sorted.
local function over_names(branches)
  local names, bodies = {}, {}
  for name, body in pairs(branches) do
    if type(name) ~= "string" or type(body) ~= "function" then
      reject("each named branch must be a function; '" .. tostring(name) .. "' is a " .. type(body))
    end
    names[#names + 1] = name
  end
  for index, name in ipairs(names) do
    bodies[index] = function () return host.blocks.run({}, branches[name]) end
  end
  return names, bodies
end

local function outcome(result, mode)
  if mode == "stop" then return result.value end
  return { ok = result.ok, value = result.value, error = result.error }
end

---Runs branches whose steps overlap.
---@overload fun(branches: table<string, fun(): any>, options?: moondock.ParallelOptions): table<string, any>
---@overload fun(items: any[], options: moondock.ParallelOptions, body: fun(item: any, index: integer): any): any[]
---@generic T, R
---@param items T[]
---@param body fun(item: T, index: integer): R
---@return R[]
function exports.parallel(items, options, body)
  if type(items) ~= "table" then reject("the first argument must be a table, not a " .. type(items)) end
  local is_named = body == nil and type(options) ~= "function"
  if type(options) == "function" then options, body = {}, options end
  local checked = check(options or {})
  local names, bodies
  if is_named then names, bodies = over_names(items) else names, bodies = over_items(items, body) end

  local results, failed = host.parallel(names, bodies, checked)
  if failed and checked.on_failure == "stop" then error(results[failed].error, 0) end
  local values = {}
  for index, name in ipairs(names) do
    values[is_named and name or index] = outcome(results[index], checked.on_failure)
  end
  return values
end

-- Which machines there are, and in which batches they come.

local units = require "units"

local reject, share, name_of = units.reject, units.share, units.name_of

local plans = {}

function plans.check(name, items, options, deploy, keys)
  if type(items) ~= "table" then reject(name, "takes a list, options and a function") end
  if type(options) ~= "table" then reject(name, "the options must be a table") end
  if type(deploy) ~= "function" then reject(name, "needs a function to call for each item") end
  for key in pairs(options) do
    if not keys[key] then reject(name, ("unknown option '%s'"):format(tostring(key))) end
  end
end

-- The items without those that are excluded, and the names of those.
function plans.included(name, items, exclude)
  local out, left = {}, {}
  for _, excluded in ipairs(exclude or {}) do out[name_of(excluded)] = false end
  local kept = {}
  for _, item in ipairs(items) do
    if out[name_of(item)] == nil then
      kept[#kept + 1] = item
    else
      out[name_of(item)] = true
      left[#left + 1] = name_of(item)
    end
  end
  for excluded, found in pairs(out) do
    if not found then reject(name, ("'exclude' names %s, which is not among the items"):format(excluded)) end
  end
  return kept, left
end

-- The items in batches; the last size counts for all that is left.
function plans.batches(name, items, sizes)
  if type(sizes) ~= "table" then sizes = { sizes } end
  if #sizes == 0 then reject(name, "'batch' must not be an empty list") end
  local result, at, index = {}, 1, 1
  while at <= #items do
    local size = share(name, "batch", sizes[math.min(index, #sizes)], #items, 1)
    local batch = {}
    for place = at, math.min(#items, at + size - 1) do batch[#batch + 1] = items[place] end
    result[#result + 1] = batch
    at, index = at + size, index + 1
  end
  return result
end

return plans

--- Settings that applications receive as environment variables.
local settings = {}

--- A copy of `base` with the entries of `changes` on top; neither table is modified.
---@param base table<string, any>? what every machine gets
---@param changes table<string, any> what this one gets
---@return table<string, any>
function settings.with(base, changes)
  local result = {}
  for name, value in pairs(base or {}) do result[name] = value end
  for name, value in pairs(changes) do result[name] = value end
  return result
end

return settings

-- The recipe's header, and the environment it runs in.

---Declares the recipe and returns its parameters, checked and read-only.
---@param header moondock.RecipeHeader
---@return table<string, any>
function exports.recipe(header)
  local values = host.call("recipe", header)
  for name, parameter in pairs(header.params or {}) do
    local value, pattern = values[name], type(parameter) == "table" and parameter.match
    if pattern and value ~= nil and not string.find(tostring(value), pattern) then
      host.error {
        code    = "invalid_parameter",
        message = ("parameter '%s' is %q, which does not match %s"):format(name, value, pattern),
        option  = name,
        hint    = parameter.help,
      }
    end
  end
  return host.readonly(values)
end

---The data of environments/<name>.lua, read-only.
---@return table
function exports.environment()
  return host.readonly(host.call("environment"))
end

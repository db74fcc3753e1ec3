--- How the shop names what it runs. Pure: it needs no grants.
local naming = {}

---The name of an application's container.
---@param application string      such as `web`
---@param environment string      such as `production`
---@return string
---
---    naming.container("web", "test")    --> "shop-web-test"
function naming.container(application, environment)
  for name, word in pairs { application = application, environment = environment } do
    if type(word) ~= "string" or not string.find(word, "^%l[%l%d-]*$") then
      error(("container: the %s must be a word in lower case, not %s"):format(name, tostring(word)), 2)
    end
  end
  return ("shop-%s-%s"):format(application, environment)
end

return naming

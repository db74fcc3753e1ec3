--- A look at pages before a release goes on.
local smoke = {}

---@class smoke.Options
---@field url string              the page
---@field holds string            what it must hold
---@field attempts? integer       how often to ask before it counts as missing; 3

---Requests a page until it holds a text. Where it does not, a person decides whether to go on.
---@param options smoke.Options
---@return boolean holds
---
---    smoke.page { url = "http://127.0.0.11:8080/", holds = "v1.2.3" }
function smoke.page(options)
  if type(options) ~= "table" or type(options.url) ~= "string" or type(options.holds) ~= "string" then
    error("page: takes { url = …, holds = … }", 2)
  end
  local ok, answer = pcall(http_request, { options.url, retries = (options.attempts or 3) - 1, timeout = "2s" })
  if ok and string.find(answer.body, options.holds, 1, true) then return true end
  local found = ok and "something else" or answer.message
  wait_for_approval { ("%s does not show '%s' (%s). Go on all the same?"):format(options.url, options.holds, found) }
  return false
end

return smoke

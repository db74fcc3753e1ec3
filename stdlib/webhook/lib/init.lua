-- moondock.webhook: notifies another system of what a recipe has done.
--
-- It requests no grant: the recipe hands it the primitive to send with, and so decides itself whom it talks to. The step
-- is the recipe's.

local M = {}

---@class webhook.Event
---@field send function         http_request, handed over by the recipe
---@field url string            who is notified
---@field event string          what has happened, such as "release.finished"
---@field data? table           what is sent of it
---@field bearer? any           a secret that is sent as a bearer token
---@field headers? table        further headers
---@field retries? integer      how often to try again; 3

---Posts `{ event, data }` as JSON. The receiver can tell a repetition by its Idempotency-Key, so that what was interrupted
---is sent again without asking a person.
---@param options webhook.Event
---@return table answer what http_request returns
---
---    local webhook = require "moondock.webhook"
---    webhook.post { send = http_request, url = "https://ci.example.com/hooks", event = "release.finished" }
function M.post(options)
  if type(options) ~= "table" or type(options.send) ~= "function" then
    error("post takes { send = http_request, url = …, event = … }", 2)
  end
  for _, key in ipairs { "url", "event" } do
    if type(options[key]) ~= "string" then error(("post: '%s' must be text"):format(key), 2) end
  end
  return options.send {
    options.url,
    method          = "POST",
    json            = { event = options.event, data = options.data },
    headers         = options.headers,
    bearer          = options.bearer,
    idempotency_key = true,
    retries         = options.retries or 3,
  }
end

return M

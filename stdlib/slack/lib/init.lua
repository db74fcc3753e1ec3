-- moondock.slack: posts messages to Slack.
--
-- A project grants it "http https://slack.com", and the recipe hands it the token.

local M = {}

---@class slack.Message
---@field token any         the secret of an app that may chat:write, such as secret "SLACK_TOKEN" in an environment
---@field channel string    "#releases", or a channel's id
---@field text string       what is said
---@field thread? string    the ts of the message it answers

---Posts a message. A failure of Slack's is an error; wrap it in pcall where a release must not fail for it.
---@param message slack.Message
---@return string ts what names the message in Slack, for answers in a thread
---
---    local slack = require "moondock.slack"
---    slack.post { token = environment().slack, channel = "#releases", text = "Released v1.8.2" }
function M.post(message)
  if type(message) ~= "table" then error("post takes { token = …, channel = …, text = … }", 2) end
  for _, key in ipairs { "channel", "text" } do
    if type(message[key]) ~= "string" then error(("post: '%s' must be text"):format(key), 2) end
  end
  if message.token == nil then error("post: 'token' is missing; it is a secret of the environment", 2) end
  local answer = http_request {
    "https://slack.com/api/chat.postMessage",
    method         = "POST",
    bearer         = message.token,
    json           = { channel = message.channel, text = message.text, thread_ts = message.thread },
    retries        = 3,
    -- Said twice is better than asking a person whether it was said.
    safe_to_repeat = true,
  }
  -- Slack says what went wrong in the body of an answer of 200 (https://api.slack.com/web#responses).
  if not answer.json or answer.json.ok ~= true then
    error("Slack refused the message: " .. tostring(answer.json and answer.json.error or "its answer is no JSON"), 2)
  end
  return answer.json.ts
end

return M

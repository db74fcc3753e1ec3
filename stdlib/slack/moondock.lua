---@type moondock.Manifest
return {
  name    = "moondock/slack",
  version = "1.0.0",
  summary = "Posts messages to Slack",
  license = "Apache-2.0",
  exports = { "init" },
  needs   = { ["http https://slack.com"] = "to post messages" },
}

---@type moondock.Manifest
return {
  name    = "moondock/text",
  version = "1.0.0",
  summary = "What recipes do with text",
  license = "Apache-2.0",
  exports = { "init" },
}

---@type moondock.Manifest
return {
  name    = "moondock/time",
  version = "1.0.0",
  summary = "Durations and dates, as text and as seconds",
  license = "Apache-2.0",
  exports = { "init" },
}

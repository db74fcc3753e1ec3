---@type moondock.Manifest
return {
  name    = "moondock/frontdoor",
  version = "1.0.0",
  summary = "A ready HAProxy container in front of an application, with the switch built in",
  license = "Apache-2.0",
  exports = { "init" },
}

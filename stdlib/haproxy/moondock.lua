---@type moondock.Manifest
return {
  name    = "moondock/haproxy",
  version = "1.0.0",
  summary = "Switches servers of an HAProxy by its runtime API, without losing a request",
  license = "Apache-2.0",
  exports = { "init" },
}

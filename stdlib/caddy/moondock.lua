---@type moondock.Manifest
return {
  name    = "moondock/caddy",
  version = "1.0.0",
  summary = "Switches the upstreams of a Caddy by its admin API",
  license = "Apache-2.0",
  exports = { "init" },
}

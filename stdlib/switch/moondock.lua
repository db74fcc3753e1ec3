---@type moondock.Manifest
return {
  name    = "moondock/switch",
  version = "1.0.0",
  summary = "Rolls new versions out: machine by machine, canary first, or blue and green; and gates that look before it goes on",
  license = "Apache-2.0",
  exports = { "init" },
}

---@type moondock.Manifest
return {
  name    = "moondock/webhook",
  version = "1.0.0",
  summary = "Notifies another system of what a recipe has done, by a request whose receiver the recipe names",
  license = "Apache-2.0",
  exports = { "init" },
}

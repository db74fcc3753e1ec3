---@type moondock.Manifest
return {
  name    = "shop/rollout",
  version = "1.0.0",
  summary = "One machine first, a person, then the others",
  license = "Apache-2.0",
  exports = { "init" },
  needs   = {
    ["docker.run"]  = "to replace containers on the machines of a rollout",
    ["approval"]    = "to have a person look at the first machine",
    ["environment"] = "to find an application's machines, in the recipes it ships",
  },
}

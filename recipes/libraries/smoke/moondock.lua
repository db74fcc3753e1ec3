---@type moondock.Manifest
return {
  name    = "shop/smoke",
  version = "0.2.0",
  summary = "Asks a page of each machine before a release goes on",
  license = "Apache-2.0",
  exports = { "init" },
  needs   = {
    ["http http://127.0.0.11:8080"] = "to ask the first machine of the demo",
    ["approval"]                    = "to have a person look where a page is not what it should be",
  },
}

---@type moondock.Manifest
return {
  name    = "moondock/table",
  version = "1.0.0",
  summary = "What recipes do with tables",
  license = "Apache-2.0",
  exports = { "init" },
}

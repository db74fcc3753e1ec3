---@type moondock.Manifest
return {
  name    = "moondock/semver",
  version = "1.0.0",
  summary = "Versions as SemVer 2.0 orders them",
  license = "Apache-2.0",
  exports = { "init" },
}

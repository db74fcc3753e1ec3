---@type moondock.Manifest
return {
  name    = "shop/naming",
  version = "1.0.0",
  summary = "Names of containers and images, the same in every recipe",
  license = "Apache-2.0",
  exports = { "init" },
}

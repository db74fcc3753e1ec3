---@type moondock.Manifest
return {
  moondock  = "1.0",
  libraries = {
    ["shop.naming"] = { path = "../libraries/naming" },
    ["shop.smoke"]  = {
      path   = "../libraries/smoke",
      -- What it may do here: less than this is an error before the first line, more than it requests changes nothing.
      grants = { "http http://127.0.0.11:8080", "approval" },
    },
    -- It ships a recipe: moondock run shop.rollout:canary --env demo --image NAME@sha256:…
    ["shop.rollout"] = { path = "../libraries/rollout", grants = { "docker.run web-*", "approval", "environment" } },
  },
}

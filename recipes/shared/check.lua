-- Looks at the demo's first machine with two shared libraries: moondock run check.lua --holds v1.0.0
local naming = require "shop.naming"
local smoke = require "shop.smoke"

local params = recipe {
  summary = "Check that the shop's first machine shows a version",
  params  = { holds = { "string", default = "v1", help = "what its page must hold" } },
}

log("Looking at " .. naming.container("web", "demo"))
if smoke.page { url = "http://127.0.0.11:8080/", holds = params.holds } then
  log "The page is as it should be."
end

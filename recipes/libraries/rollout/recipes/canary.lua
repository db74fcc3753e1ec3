-- Rolls an image out to an application's machines: moondock run shop.rollout:canary --env demo --image NAME@sha256:…
local rollout = require "init"

local params = recipe {
  summary = "Roll an image out: one machine, a person, the others",
  params  = {
    app   = { "string", default = "web", help = "the application, as the environment calls it" },
    image = { "string", help = "the image, by its digest or id" },
  },
}

local app = environment()[params.app]
if type(app) ~= "table" then fail("the environment has no application '" .. params.app .. "'") end

rollout.canary {
  name      = app.name,
  image     = params.image,
  hosts     = app.hosts,
  container = { env = app.env, ports = app.ports, healthy = app.healthy, command = app.command },
}

-- One image per release: built once, and the very same image runs in every environment. `moondock promote` brings it on.
local settings = require "settings"

local params = recipe {
  summary = "Release the shop: one image for all environments, web first, then the mailer",
  params  = {
    version = { "string", match = "^v%d+%.%d+%.%d+$", help = "version to release, such as v1.2.3" },
    batch   = { "integer", default = 2, help = "machines to update at the same time" },
  },
}
local env = environment()

local function deploy(host, app, image)
  docker_run {
    host    = host,
    name    = app.name,
    image   = image,
    env     = settings.with(app.env, { HOST = host }),
    ports   = app.ports,
    healthy = app.healthy,
    replace = true,
  }
end

-- 1. Something to go back to.
backup_db { database = env.database, keep = 14 }

-- 2. Build once. Later runs of this version, here or elsewhere, get the same images from the record.
local shop = release { app = "shop", version = params.version, build = function ()
  local function build(app)
    return docker_build {
      context = "apps/" .. app,
      tag     = "shop-" .. app .. ":" .. params.version,
      args    = { VERSION = params.version },
      push    = env.registry,
    }
  end
  return { web = build "web", mailer = build "mailer" }
end }

-- 3. One machine, a person, the rest; then the second application. A failure rolls back every machine touched.
local first, others = pick_one(env.web.hosts)

with_rollback("shop", function ()
  deploy(first, env.web, shop.web)

  wait_for_approval {
    first .. " runs " .. params.version .. " in " .. env.name .. ". Release it to the other " .. #others .. "?",
    from = env.approvers,
    show = shop.images,
  }

  parallel(others, { max = params.batch }, function (host) deploy(host, env.web, shop.web) end)
  parallel(env.mailer.hosts, function (host) deploy(host, env.mailer, shop.mailer) end)
end)

-- Release the shop: the web application behind one first machine and a person, then the mailer.
local settings = require "settings"

local params = recipe {
  summary = "Release the shop: web first, then the mailer",
  params  = {
    version = { "string", match = "^v%d+%.%d+%.%d+$", help = "version to release, such as v1.2.3" },
    batch   = { "integer", default = 2, help = "machines to update at the same time" },
    broken  = { "boolean", default = false, help = "release a web application that never gets healthy" },
  },
}
local env = environment()

local function build(app)
  return docker_build {
    context = "apps/" .. app,
    tag     = "shop-" .. app .. ":" .. params.version,
    args    = { VERSION = params.version },
    push    = env.registry,
  }
end

-- The old container goes only when the new one is healthy, and comes back when it is not.
local function deploy(host, app, image, changes)
  docker_run {
    host    = host,
    name    = app.name,
    image   = image,
    env     = settings.with(app.env, changes),
    ports   = app.ports,
    healthy = app.healthy,
    replace = true,
  }
end

local function deploy_web(host, image)
  deploy(host, env.web, image, { HOST = host, BROKEN = params.broken and "1" or "0" })
end

-- 1. Something to go back to.
backup_db { database = env.database, keep = 14 }

-- 2. Build once: every machine runs this very image.
local web = build "web"

-- 3. One machine, a person, then the others. A failure rolls back every machine touched.
local first, others = pick_one(env.web.hosts)

with_rollback("web", function ()
  deploy_web(first, web)

  wait_for_approval {
    first .. " runs " .. params.version .. ". Release it to the other " .. #others .. " machines?",
    from    = env.approvers,
    timeout = "4h",
  }

  parallel(others, { max = params.batch }, function (host)
    deploy_web(host, web)
  end)
end)

-- 4. The second application.
local mailer = build "mailer"

with_rollback("mailer", function ()
  parallel(env.mailer.hosts, function (host)
    deploy(host, env.mailer, mailer, { HOST = host })
  end)
end)

log("The shop runs " .. params.version .. " in " .. env.name .. ".")

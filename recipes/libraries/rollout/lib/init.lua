--- How the shop rolls an image out. It requests grants, and ships the recipe `canary`.
local rollout = {}

---@class rollout.Options
---@field name string             the container's name
---@field image any               the image: what docker_build returned, or a name with a digest
---@field hosts string[]          the machines; the first one goes first
---@field container? table        further options of docker_run: env, ports, healthy, command, …
---@field approvers? string[]     who may say yes; anybody where left out
---@field batch? integer          machines to replace at the same time after the first one; 2

---Replaces a container on one machine, has a person look, then replaces the others. A failure rolls back what was replaced.
---@param options rollout.Options
---
---    rollout.canary { name = "shop-web", image = web, hosts = env.web.hosts, container = { ports = { "80:8080" } } }
function rollout.canary(options)
  if type(options) ~= "table" or type(options.hosts) ~= "table" or #options.hosts == 0 then
    error("canary: takes { name = …, image = …, hosts = { … } }, with at least one machine", 2)
  end
  local function deploy(host)
    local container = { host = host, name = options.name, image = options.image, replace = true }
    for key, value in pairs(options.container or {}) do container[key] = value end
    docker_run(container)
  end
  local first, others = pick_one(options.hosts)
  with_rollback(options.name, function ()
    deploy(first)
    if #others == 0 then return end
    wait_for_approval {
      ("%s runs %s. Go on with the other %d?"):format(first, options.name, #others),
      from = options.approvers,
    }
    parallel(others, { max = options.batch or 2 }, deploy)
  end)
end

return rollout

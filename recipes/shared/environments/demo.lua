-- The demo's machines, as ../../environments/demo.lua has them: what the recipes of shop.rollout look for.
return {
  hosts = {
    ["web-1"] = { address = "127.0.0.11" },
    ["web-2"] = { address = "127.0.0.12" },
    ["web-3"] = { address = "127.0.0.13" },
  },

  web = {
    name    = "shop-web",
    hosts   = { "web-1", "web-2", "web-3" },
    ports   = { "8080:8080" },
    healthy = { http = "/healthz", port = 8080, within = "30s" },
  },
}

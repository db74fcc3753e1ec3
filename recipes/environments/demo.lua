-- Four machines on one Docker Engine: each publishes its ports on a loopback address of its own.
return {
  hosts = {
    ["web-1"]  = { address = "127.0.0.11" },
    ["web-2"]  = { address = "127.0.0.12" },
    ["web-3"]  = { address = "127.0.0.13" },
    ["jobs-1"] = { address = "127.0.0.14" },
  },

  database = { engine = "sqlite", path = "data/shop.sqlite" },

  web = {
    name    = "shop-web",
    hosts   = { "web-1", "web-2", "web-3" },
    ports   = { "8080:8080" },
    env     = { GREETING = "Welcome to the demo shop" },
    healthy = { http = "/healthz", port = 8080, within = "30s" },
  },

  mailer = {
    name    = "shop-mailer",
    hosts   = { "jobs-1" },
    ports   = { "8080:8080" },
    env     = { SENDER = "shop@example.org" },
    healthy = { docker = true, within = "30s" },
  },
}

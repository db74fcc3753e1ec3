-- What a real environment looks like: machines that ssh reaches, an engine on each, a registry, secrets by name, named approvers.
-- Nothing here is reachable; copy it and put your own machines in.
return {
  hosts = {
    ["web-1"]  = { ssh = "deploy@web-1.shop.example", docker = true, roles = { "web" }, address = "10.20.0.11" },
    ["web-2"]  = { ssh = "deploy@web-2.shop.example", docker = true, roles = { "web" }, address = "10.20.0.12" },
    ["web-3"]  = { ssh = "deploy@web-3.shop.example", docker = true, roles = { "web" }, address = "10.20.0.13" },
    ["web-4"]  = { ssh = "deploy@web-4.shop.example", docker = true, roles = { "web" }, address = "10.20.0.14" },
    ["jobs-1"] = { ssh = "deploy@jobs-1.shop.example", docker = true, roles = { "jobs" }, address = "10.20.0.21" },
    ["jobs-2"] = { ssh = "deploy@jobs-2.shop.example", docker = true, roles = { "jobs" }, address = "10.20.0.22" },
  },

  registry  = "registry.shop.example",
  approvers = { "dana", "ops" },

  database = {
    engine   = "postgres",
    host     = "db-1.shop.example",
    port     = 5432,
    name     = "shop",
    user     = "backup",
    password = secret "SHOP_DATABASE_PASSWORD",
  },

  web = {
    name    = "shop-web",
    hosts   = { "web-1", "web-2", "web-3", "web-4" },
    ports   = { "80:8080" },
    env     = { GREETING = "Welcome to the shop", DATABASE_URL = secret "SHOP_DATABASE_URL" },
    healthy = { http = "/healthz", port = 8080, within = "60s" },
  },

  mailer = {
    name    = "shop-mailer",
    hosts   = { "jobs-1", "jobs-2" },
    ports   = { "8080:8080" },
    env     = { SENDER = "orders@shop.example", SMTP_URL = secret "SHOP_SMTP_URL" },
    healthy = { docker = true, within = "60s" },
  },
}

-- The smallest recipe: moondock run hello.lua --name Ada
local params = recipe {
  summary = "Say hello",
  params  = {
    name = { "string", default = "world", help = "whom to greet" },
  },
}

log("Hello, " .. params.name .. "!")

-- moondock.caddy: switches the upstreams of a Caddy by its admin API.
--
-- It requests no grant: the recipe hands it http_request, and so decides itself what it talks to. Caddy loads its
-- configuration anew with each change, and closes idle connections of clients then: clients that use one again just at
-- that moment have to repeat their request, as browsers do. Where no client may have to, put moondock.haproxy in front.
-- https://caddyserver.com/docs/api

local M = {}

local Proxy = {}
Proxy.__index = Proxy

---@class caddy.Options
---@field send function        http_request, handed over by the recipe
---@field admin? string        the admin API; "http://127.0.0.1:2019"
---@field id? string           the @id of the reverse_proxy handler in Caddy's configuration
---@field path? string         where it is, without an @id: "apps/http/servers/srv0/routes/0/handle/0"

---A reverse_proxy handler, whose upstreams are switched. Its methods are called with a colon.
---@param options caddy.Options
---@return table proxy
---
---    local caddy = require "moondock.caddy"
---    local web = caddy.proxy { send = http_request, id = "web" }
---    web:switch { to = "127.0.0.1:8082" }
function M.proxy(options)
  if type(options) ~= "table" or type(options.send) ~= "function" then
    error("proxy takes { send = http_request, id = … }", 2)
  end
  if (type(options.id) == "string") == (type(options.path) == "string") then
    error("proxy takes either id or path", 2)
  end
  local admin = options.admin or "http://127.0.0.1:2019"
  return setmetatable({
    send = options.send, admin = admin,
    place = admin .. (options.id and "/id/" .. options.id or "/config/" .. options.path) .. "/upstreams",
  }, Proxy)
end

-- The addresses that requests go to now.
function Proxy:upstreams()
  local result = {}
  for index, upstream in ipairs(self.send { self.place }.json or {}) do result[index] = upstream.dial end
  return result
end

-- Has requests go to these addresses.
function Proxy:set(addresses)
  local upstreams = {}
  for index, address in ipairs(addresses) do upstreams[index] = { dial = address } end
  if #upstreams == 0 then error("caddy: at least one upstream has to be left", 2) end
  self.send { self.place, method = "PATCH", json = upstreams, safe_to_repeat = true }
end

-- How many requests an upstream has under way.
function Proxy:requests(address)
  for _, upstream in ipairs(self.send { self.admin .. "/reverse_proxy/upstreams" }.json or {}) do
    if upstream.address == address then return upstream.num_requests end
  end
  return 0
end

-- Has requests go to one address, and waits until the others have none under way, at most `within` seconds. Returns how
-- many they still had. Inside of with_rollback it is switched back when the block fails.
function Proxy:switch(options)
  if type(options) ~= "table" or type(options.to) ~= "string" then error("switch takes { to = \"ADDRESS:PORT\" }", 2) end
  local before = self:upstreams()
  pcall(on_rollback, "switch back from " .. options.to, function () self:set(before) end)
  self:set { options.to }
  local left = 0
  for _, address in ipairs(before) do
    if address ~= options.to then
      local count = self:requests(address)
      for _ = 1, math.ceil((options.within or 30) / 0.2) do
        if count == 0 then break end
        sleep { 0.2, park = false, reason = ("%d requests of %s to end"):format(count, address) }
        count = self:requests(address)
      end
      left = left + count
    end
  end
  if left > 0 then log { ("caddy: %d requests were still under way"):format(left), level = "warning" } end
  return left
end

return M

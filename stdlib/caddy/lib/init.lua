-- moondock.caddy: switches the upstreams of a Caddy by its admin API.
--
-- It requests no grant: the recipe hands it http_request, and so decides itself what it talks to. The handler has the
-- policy "first" ("load_balancing": { "selection_policy": { "policy": "first" } }): the first upstream gets what is new, and
-- the one before keeps what it has until that has ended.
--
-- Caddy loads its configuration anew with each change, which is not for nothing: a connection that a client uses again or
-- opens just at that moment can be closed, some of ten thousand requests as measured with Caddy 2.6. Clients that repeat
-- a request then, as browsers do, notice nothing. Where none may have to, use moondock.haproxy or moondock.frontdoor.
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
    handler = admin .. (options.id and "/id/" .. options.id or "/config/" .. options.path),
  }, Proxy)
end

-- The addresses that requests go to now.
function Proxy:upstreams()
  local result = {}
  for index, upstream in ipairs(self.send { self.handler .. "/upstreams" }.json or {}) do result[index] = upstream.dial end
  return result
end

-- Has requests go to these addresses.
function Proxy:set(addresses)
  local upstreams = {}
  for index, address in ipairs(addresses) do upstreams[index] = { dial = address } end
  if #upstreams == 0 then error("caddy: at least one upstream has to be left", 2) end
  self.send { self.handler .. "/upstreams", method = "PATCH", json = upstreams, safe_to_repeat = true }
end

-- How many requests an upstream has under way.
function Proxy:requests(address)
  for _, upstream in ipairs(self.send { self.admin .. "/reverse_proxy/upstreams" }.json or {}) do
    if upstream.address == address then return upstream.num_requests end
  end
  return 0
end

-- Whether the first upstream gets what is new.
local function prefers_first(self)
  local balancing = self.send { self.handler }.json.load_balancing
  local policy = balancing and balancing.selection_policy
  return policy and policy.policy == "first"
end

local function wait_for(self, address, within)
  local left = self:requests(address)
  for _ = 1, math.ceil(within / 0.2) do
    if left == 0 then break end
    sleep { 0.2, park = false, reason = ("%d requests of %s to end"):format(left, address) }
    left = self:requests(address)
  end
  return left
end

-- Has new requests go to one address, waits until the others have none under way, at most `within` seconds, and takes
-- those out. Returns how many they still had. Inside of with_rollback it is switched back when the block fails.
function Proxy:switch(options)
  if type(options) ~= "table" or type(options.to) ~= "string" then error("switch takes { to = \"ADDRESS:PORT\" }", 2) end
  if not prefers_first(self) then
    error({
      code = "caddy.policy",
      message = "caddy: the handler needs the selection policy \"first\", so that what is under way can be waited for",
    }, 0)
  end
  local before, both = self:upstreams(), { options.to }
  for _, address in ipairs(before) do
    if address ~= options.to then both[#both + 1] = address end
  end
  pcall(on_rollback, "switch back from " .. options.to, function () self:set(before) end)
  self:set(both)
  local left = 0
  for index = 2, #both do left = left + wait_for(self, both[index], options.within or 30) end
  self:set { options.to }
  if left > 0 then log { ("caddy: %d requests were cut"):format(left), level = "warning" } end
  return left
end

return M

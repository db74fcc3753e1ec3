-- moondock.haproxy: switches the servers of an HAProxy by its runtime API, on its socket.
--
-- It requests no grant: the recipe hands it socket_command, and so decides itself what it talks to. All it says to a
-- HAProxy may be said twice, so that what was interrupted goes on without asking a person.
-- https://docs.haproxy.org/2.6/management.html#9.3

local M = {}

local Backend = {}
Backend.__index = Backend

local function ask(self, command)
  return self.send { socket = self.socket, command = command, timeout = self.timeout, safe_to_repeat = true }
end

-- Says something whose answer is empty, or says that it was done.
local function order(self, command, done)
  local answer = ask(self, command)
  if answer:match "^%s*$" then return end
  for _, pattern in ipairs(done or {}) do
    if answer:find(pattern) then return end
  end
  error({
    code = "haproxy.rejected", message = ("haproxy: %s: %s"):format(command, (answer:gsub("%s+$", ""))),
  }, 0)
end

local function split(line)
  local parts = {}
  for part in (line .. ","):gmatch "([^,]*)," do parts[#parts + 1] = part end
  return parts
end

---@class haproxy.Options
---@field send function        socket_command, handed over by the recipe
---@field socket string        the stats socket, with level admin: "/run/haproxy/admin.sock", or "tcp://127.0.0.1:9999"
---@field backend string       the backend whose servers are switched
---@field timeout? any         how long one command may take; "10s"

---A backend, whose servers are switched. Its methods are called with a colon.
---@param options haproxy.Options
---@return table backend
---
---    local haproxy = require "moondock.haproxy"
---    local web = haproxy.backend { send = socket_command, socket = "/run/haproxy/admin.sock", backend = "web" }
---    web:switch { to = "green", address = "127.0.0.1", port = 8082 }
function M.backend(options)
  if type(options) ~= "table" or type(options.send) ~= "function" then
    error("backend takes { send = socket_command, socket = …, backend = … }", 2)
  end
  for _, key in ipairs { "socket", "backend" } do
    if type(options[key]) ~= "string" then error(("backend: '%s' must be text"):format(key), 2) end
  end
  return setmetatable({
    send = options.send, socket = options.socket, backend = options.backend, timeout = options.timeout or "10s",
  }, Backend)
end

local function reject(message) error("haproxy: " .. message, 3) end

-- The servers in order, each { name, status, sessions, address }.
function Backend:servers()
  local names, servers = nil, {}
  for line in ask(self, "show stat"):gmatch "[^\r\n]+" do
    if line:sub(1, 2) == "# " then
      names = split(line:sub(3))
    elseif names then
      local row = {}
      for index, value in ipairs(split(line)) do row[names[index] or index] = value end
      if row.pxname == self.backend and row.svname ~= "BACKEND" and row.svname ~= "FRONTEND" then
        servers[#servers + 1] = {
          name = row.svname, status = row.status, sessions = tonumber(row.scur) or 0, address = row.addr,
        }
      end
    end
  end
  if #servers == 0 then
    error({ code = "haproxy.no_backend", message = ("haproxy has no backend '%s' with servers"):format(self.backend) }, 0)
  end
  return servers
end

-- One server as it is now.
function Backend:server(name)
  for _, server in ipairs(self:servers()) do
    if server.name == name then return server end
  end
  error({
    code = "haproxy.no_server", message = ("haproxy: backend '%s' has no server '%s'"):format(self.backend, name),
  }, 0)
end

local function is_used(server) return server.status:find "^UP" ~= nil or server.status == "no check" end

-- The names of the servers that take requests.
function Backend:active()
  local names = {}
  for _, server in ipairs(self:servers()) do
    if is_used(server) then names[#names + 1] = server.name end
  end
  return names
end

function Backend:set_address(name, address, port)
  if type(address) ~= "string" or math.type(port) ~= "integer" then reject "an address is a text and a port a number" end
  order(self, ("set server %s/%s addr %s port %d"):format(self.backend, name, address, port), { "changed", "no need to change" })
end

-- Has a server take requests.
function Backend:ready(name) order(self, ("set server %s/%s state ready"):format(self.backend, name)) end

-- Has a server take no requests at all.
function Backend:maintain(name) order(self, ("set server %s/%s state maint"):format(self.backend, name)) end

-- Waits until a server is up, in the eyes of HAProxy.
function Backend:wait_up(name, within)
  local status
  for _ = 1, math.max(1, math.ceil((within or 30) / 0.2)) do
    local server = self:server(name)
    if is_used(server) then return end
    status = server.status
    sleep { 0.2, park = false, reason = ("%s/%s to be up; it is %s"):format(self.backend, name, status) }
  end
  error({
    code = "haproxy.not_up",
    message = ("haproxy: %s/%s was not up within %g s; it is %s"):format(self.backend, name, within or 30, tostring(status)),
  }, 0)
end

-- Has a server take no new requests and waits until it has none left, at most so many seconds. What is left then is cut.
-- Returns how many that were.
function Backend:drain(name, within)
  order(self, ("set server %s/%s state drain"):format(self.backend, name))
  local limit, left = within or 30, 0
  for look = 1, math.max(1, math.ceil(limit / 0.2)) + 1 do
    left = self:server(name).sessions
    if left == 0 then break end
    if look <= math.ceil(limit / 0.2) then
      sleep { 0.2, park = false, reason = ("%d requests of %s/%s to end"):format(left, self.backend, name) }
    end
  end
  self:maintain(name)
  if left > 0 then
    order(self, ("shutdown sessions server %s/%s"):format(self.backend, name))
    log { ("haproxy: %d requests of %s/%s were cut after %g s"):format(left, self.backend, name, limit), level = "warning" }
  end
  return left
end

-- Has one server take the requests of the others. { to, address, port, within, up_within }: the server, where it is now
-- (its address is set anew each time: one of before may belong to another version by now), how many seconds the others
-- may take to end what they do, and how many it may take to be up. Returns how many requests were cut. Inside of
-- with_rollback it is switched back when the block fails.
function Backend:switch(options)
  if type(options) ~= "table" or type(options.to) ~= "string" then reject "switch takes { to = …, address = …, port = … }" end
  local others = {}
  for _, name in ipairs(self:active()) do
    if name == options.to then
      -- After a switch that was cut short it may be in use already, where it is wanted.
      if options.address and self:server(name).address ~= ("%s:%d"):format(options.address, options.port) then
        error({
          code = "haproxy.in_use",
          message = ("haproxy: %s/%s is in use; switch to another server"):format(self.backend, name),
        }, 0)
      end
    else
      others[#others + 1] = name
    end
  end
  if options.address then
    if not is_used(self:server(options.to)) then self:maintain(options.to) end
    self:set_address(options.to, options.address, options.port)
  end
  pcall(on_rollback, "switch " .. self.backend .. " back from " .. options.to, function ()
    if #others == 0 then return end
    for _, name in ipairs(others) do self:ready(name) end
    for _, name in ipairs(others) do self:wait_up(name, options.up_within) end
    self:drain(options.to, options.within)
  end)
  self:ready(options.to)
  self:wait_up(options.to, options.up_within)
  local cut = 0
  for _, name in ipairs(others) do cut = cut + self:drain(name, options.within) end
  return cut
end

return M

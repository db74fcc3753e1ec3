-- moondock.frontdoor: a HAProxy in a container in front of an application on one machine, so that versions change places
-- without losing a request.
--
-- It requests no grant: the recipe hands it docker_run and socket_command. The container shares the network of its
-- machine (policy = { host_network = true }), and takes commands on a port of 127.0.0.1 there (policy = { sockets =
-- { "tcp://127.0.0.1:9999" } }); who can reach that port can switch. What it points to it knows until it is restarted.

local haproxy = require "moondock.haproxy"

local M = {}

local Door = {}
Door.__index = Door

local template = [[
global
  stats socket ipv4@127.0.0.1:%d level admin
  maxconn 4000
defaults
  mode http
  timeout connect 5s
  timeout client 1m
  timeout server 1m
  timeout queue 30s
  retries 3
  option redispatch
frontend door
  bind %s:%d
  default_backend app
backend app
  option httpchk GET %s
  server blue 127.0.0.1:1 check inter 500ms disabled
  server green 127.0.0.1:1 check inter 500ms disabled
]]

local known = {
  run = true, send = true, image = true, name = true, host = true, port = true, address = true, admin = true, check = true,
  command = true,
}

---@class frontdoor.Options
---@field run function         docker_run, handed over by the recipe
---@field send function        socket_command, handed over by the recipe
---@field image any            an image of HAProxy 2.4 or later, by digest or from docker_build
---@field name string          the name of its container
---@field port integer         the port it listens on
---@field address? string      the address it listens on; all of the machine
---@field host? string         the machine
---@field admin? integer       the port of 127.0.0.1 on which it takes commands; 9999
---@field check? string        the path by which it looks whether a version answers; "/"

---The door of an application; it is opened where there is none yet. Its method switch puts a new version behind it.
---@param options frontdoor.Options
---@return table door
---
---    local frontdoor = require "moondock.frontdoor"
---    local door = frontdoor.open {
---      run = docker_run, send = socket_command, name = "shop-door", image = env.haproxy, port = 80,
---    }
---    door:switch {
---      deploy = function (slot)
---        return docker_run { name = "shop-" .. slot, image = shop.web, ports = { "8080" }, replace = true }
---      end,
---      retire = function (slot) docker_stop { "shop-" .. slot } end,
---    }
function M.open(options)
  if type(options) ~= "table" then error("open takes a table", 2) end
  for key in pairs(options) do
    if not known[key] then error(("open: unknown option '%s'"):format(tostring(key)), 2) end
  end
  for _, key in ipairs { "run", "send" } do
    if type(options[key]) ~= "function" then error(("open: '%s' must be a function"):format(key), 2) end
  end
  if type(options.name) ~= "string" or math.type(options.port) ~= "integer" then
    error("open: 'name' must be text and 'port' a number", 2)
  end
  local admin = options.admin or 9999
  local door = setmetatable({
    backend = haproxy.backend { send = options.send, socket = "tcp://127.0.0.1:" .. admin, backend = "app" },
  }, Door)
  -- One that answers is left as it is: a new container would drop what the old one does.
  local answers, failure = pcall(door.backend.servers, door.backend)
  if answers then return door end
  if type(failure) == "table" and failure.code == "cancelled" then error(failure, 0) end
  local config = template:format(admin, options.address or "*", options.port, options.check or "/")
  options.run {
    name = options.name, image = options.image, host = options.host, networks = { "host" }, replace = true,
    restart = "unless-stopped", env = { HAPROXY_CONFIG = config },
    entrypoint = { "/bin/sh", "-c" },
    command = options.command
      or { "printf '%s' \"$HAPROXY_CONFIG\" >/tmp/haproxy.cfg && exec haproxy -db -f /tmp/haproxy.cfg" },
  }
  for _ = 1, 50 do
    if pcall(door.backend.servers, door.backend) then return door end
    sleep { 0.2, park = false, reason = options.name .. " to take commands" }
  end
  error({ code = "frontdoor.silent", message = options.name .. " takes no commands on 127.0.0.1:" .. admin }, 0)
end

-- The slot that is in use, "blue" or "green"; nil where none is yet.
function Door:active() return self.backend:active()[1] end

-- Puts a new version behind the door. Options: deploy, a function that gets the free slot's name and returns what docker_run
-- returned; retire, one that stops the version of the slot it gets, once it has no request left; it runs on where this is
-- left out. within: how many seconds the old version has to end what it does, 30; port: the container's port, where it
-- publishes several. Returns how many requests were cut. When something fails inside, the old version serves again.
function Door:switch(options)
  if type(options) ~= "table" or type(options.deploy) ~= "function" then error("switch takes { deploy = function … }", 2) end
  local old = self:active()
  local new = old == "blue" and "green" or "blue"
  local cut = with_rollback("door", function ()
    local container = options.deploy(new)
    local port
    for inner, outer in pairs(container.ports) do
      if options.port == nil or tostring(options.port) == inner then port = outer end
    end
    if not port then error("switch: the container publishes no such port", 0) end
    return self.backend:switch { to = new, address = container.address, port = port, within = options.within }
  end)
  if old and options.retire then options.retire(old) end
  return cut
end

return M

-- expect: done
-- _ENV is an ordinary variable; nothing behind it becomes reachable.
local real = _G
do
  local _ENV = { assert = assert, pcall = pcall }
  x = 1
  assert(x == 1 and print == nil)
end
local function f() local _ENV <const> = real return print end
assert(f() == print)
local _ENV = setmetatable({}, { __index = function(_, name) return real.rawget(real, name) end })
real.assert(host == nil and exports == nil)

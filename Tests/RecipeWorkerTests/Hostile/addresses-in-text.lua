-- expect: done
local texts = {}
for _, value in ipairs { {}, print, coroutine.create(print), function() end, secret "key", environment() } do
  local text = tostring(value)
  assert(not text:find("0x"), text)
  assert(not text:find("%x%x%x%x%x%x%x%x"), text)
  assert(not string.format("%s", value):find("0x"))
end
local ok, message = pcall(function() return {} < {} end)
assert(not message:find("0x"))
local _, message = pcall(error, setmetatable({}, { __name = "x" }))
assert(not tostring(message):find("0x"))

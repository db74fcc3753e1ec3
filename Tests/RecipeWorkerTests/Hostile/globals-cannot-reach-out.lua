-- expect: done
-- No walk from the globals leads to anything but the allowed functions.
local seen, found = {}, {}
local function walk(value, depth)
  if depth > 6 or seen[value] then return end
  seen[value] = true
  if type(value) ~= "table" then return end
  for key, inner in pairs(value) do
    found[tostring(key)] = true
    walk(inner, depth + 1)
  end
end
walk(_G, 0)
for _, name in ipairs { "string", "table", "math", "utf8", "os", "coroutine", "debug" } do walk(_G[name], 0) end
for _, name in ipairs { "execute", "popen", "open", "exit", "getenv", "dump", "sethook", "getregistry", "loadlib",
  "setlocale", "rename", "tmpname", "setvbuf", "call", "scope_open" } do
  assert(not found[name], name)
end
assert(not pcall(function() return os.remove end))

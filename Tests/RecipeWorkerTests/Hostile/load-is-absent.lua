-- expect: done
for _, name in ipairs { "load", "loadstring", "loadfile", "dofile", "collectgarbage", "warn", "io", "package",
  "newproxy", "setfenv", "getfenv", "module", "host", "exports", "unpack" } do
  assert(not pcall(function() return _G[name] end), name)
  assert(rawget(_G, name) == nil, name)
end

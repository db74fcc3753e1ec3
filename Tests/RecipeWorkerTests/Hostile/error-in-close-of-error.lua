-- expect: error third
local ok = pcall(function()
  local a <close> = setmetatable({}, { __close = function() error("second", 0) end })
  error("first")
end)
local b <close> = setmetatable({}, { __close = function() error("third", 0) end })
error("again")

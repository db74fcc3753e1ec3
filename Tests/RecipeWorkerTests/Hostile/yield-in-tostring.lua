-- expect: error work cannot be called inside 'tostring', which cannot wait
tostring(setmetatable({}, { __tostring = function() return work { value = "x" } end }))

-- expect: error deep
-- An error value that cannot be encoded keeps its message.
error(setmetatable({ message = "deep", cycle = _G, f = print }, { __index = error, __tostring = error }))

-- expect: error
-- The name of a variable in an error message was found by recursion over its whole expression.
local t = {}
return t@REPEAT 60000 .x@ + 1

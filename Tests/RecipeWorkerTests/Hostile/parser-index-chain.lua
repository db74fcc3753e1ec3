-- expect: error
-- @REPEAT n text@ stands for n copies of the text.
local t = {} return t@REPEAT 80000 .x@+1

-- expect: done
-- @REPEAT n text@ stands for n copies of the text.
local t = { @REPEAT 40000 "x",@ } assert(#t == 40000)

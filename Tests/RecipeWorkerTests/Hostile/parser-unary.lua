-- expect: syntax C stack overflow
-- @REPEAT n text@ stands for n copies of the text.
return @REPEAT 100000 - @1
